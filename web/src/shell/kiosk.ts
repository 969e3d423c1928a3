import { pages } from "../pages";
import { linkTo, navigate, place } from "../state/router";
import { parseInterval } from "../time/range";

/** Which pages a wall shows in turn: kiosk=overview,explore&every=30s; kiosk=1 stays where it is. */
export function kioskPages(value: string | null): string[] {
  const wanted = (value ?? "").split(",");
  return wanted.flatMap((name) => pages.filter(({ path, title }) => !path.includes(":") && (path === name || title.toLowerCase() === name)).map(({ path }) => path));
}

/** How long each page stays, ms: "30s", "2m"; at least 5 s, so that one can read. */
export function parseEvery(text: string | null): number {
  return Math.max(5000, parseInterval(text ?? "") ?? 30_000);
}

export function startKiosk(query: URLSearchParams): () => void {
  const turn = kioskPages(query.get("kiosk"));
  if (turn.length < 2) return () => {};
  const timer = setInterval(() => {
    const now = place.get();
    const next = turn[(turn.indexOf(now.path) + 1) % turn.length]!;
    navigate(linkTo(next, now.query), true);
  }, parseEvery(query.get("every")));
  return () => clearInterval(timer);
}
