import type { JSX } from "preact";
import { useEffect, useErrorBoundary, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { requestData } from "../api/http";
import { loginNeeded } from "../api/session";
import { Announcer, announce } from "../components/announcer";
import { EmptyState, Skeleton } from "../components/panel";
import type { Level } from "../components/shape";
import { awaited, stream } from "../live/client";
import { useProgram } from "../live/hooks";
import { useNodes, useOverall, type Overall } from "../networks/standing";
import { findPage } from "../pages";
import type { Page, PageEntry } from "../pages/page";
import { useLink, usePlace } from "../state/router";
import { useStore } from "../state/store";
import { setFavicon } from "./favicon";
import { Header, StatusBar } from "./header";
import { HelpDialog } from "./help";
import { startKiosk } from "./kiosk";
import { LossBanner, useLiveState } from "./live_badge";
import { Login } from "./login";
import { Palette } from "./palette";
import { ProblemBanner } from "./problem_banner";
import { overlay, startShortcuts } from "./shortcuts";

type Loading = { entry: PageEntry; page: Page } | { entry: PageEntry; failed: string } | undefined;

/** The page's file, loaded when it is first wanted. */
function usePage(entry: PageEntry | undefined): Loading {
  const [loading, setLoading] = useState<Loading>();
  useEffect(() => {
    if (!entry) return;
    let current = true;
    entry.load().then(
      ({ page }) => current && setLoading({ entry, page }),
      () => current && setLoading({ entry, failed: "This page could not be loaded. nodewatch may have been updated: reload." }),
    );
    return () => { current = false; };
  }, [entry]);
  return loading?.entry === entry ? loading : undefined;
}

function PageView({ names, loading }: { names: Record<string, string>; loading: Loading }): JSX.Element {
  const [broken, mend] = useErrorBoundary();
  if (broken !== undefined)
    return <EmptyState>This page failed: {broken instanceof Error ? broken.message : "unknown error"} <button type="button" class="button small" onClick={mend}>Try again</button></EmptyState>;
  if (!loading) return <Skeleton height={400} />;
  if ("failed" in loading) return <EmptyState>{loading.failed}</EmptyState>;
  const Component = loading.page.component;
  return <Component names={names} />;
}

/** Title and icon of the tab tell what is wrong, also when another tab is in front. */
function TabState({ title, problems, silent, level }: { title: string; problems: number; silent: number; level: Level }): null {
  const live = useLiveState();
  const lost = live.kind === "lost";
  useEffect(() => {
    document.title = `${lost ? "(lost) " : problems > 0 ? `(${problems}!) ` : silent > 0 ? `(${silent}?) ` : ""}${title} · nodewatch`;
    setFavicon(lost ? "stale" : level);
  }, [title, problems, silent, level, lost]);
  return null;
}

/** More of what is wrong or silent is told, and when all is well again. */
function useProblemAnnouncements({ problems: { length }, silent, text, level }: Overall): void {
  const before = useRef(0);
  const count = length + silent;
  useEffect(() => {
    if (count > before.current) announce(text);
    if (count === 0 && before.current > 0 && level === "ok") announce("No problems any more");
    before.current = count;
  }, [count]);
}

/** An event stream does not tell why it was refused: an ordinary request does, after each try. */
function useLoginCheck(): void {
  const { state, retryAt } = useStore(stream);
  useEffect(() => {
    if (state !== "open") void requestData("api/v1/status/buildinfo").catch(() => undefined);
  }, [state, retryAt]);
}

export function App(): JSX.Element {
  useLoginCheck();
  return useStore(loginNeeded) ? <Login /> : <Shell />;
}

function Shell(): JSX.Element {
  const { path, query } = usePlace();
  const link = useLink();
  const found = findPage(path);
  const loading = usePage(found?.entry);
  const overall = useOverall(useNodes());
  const program = useProgram();
  const shown = useStore(overlay);
  const main = useRef<HTMLElement>(null);
  const kiosk = query.has("kiosk");
  const isAwaited = useStore(awaited), isLost = useStore(stream).state === "lost";
  const title = found ? [found.entry.title, ...Object.values(found.names)].join(" ").slice(0, 120) : "Not found";

  useEffect(startShortcuts, []);
  useEffect(() => startKiosk(query), [query.get("kiosk"), query.get("every")]);
  useProblemAnnouncements(overall);
  const firstPath = useRef(path);
  useLayoutEffect(() => {
    if (firstPath.current === path) return;
    firstPath.current = path;
    main.current?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, [path]);

  // The shell is drawn with each change of a node; the page draws itself.
  const pageView = useMemo(() => <PageView key={path} names={found?.names ?? {}} loading={loading} />, [path, loading]);
  return (
    <div class={kiosk ? "shell kiosk" : "shell"} data-ready={(loading || !found) && (isLost || !isAwaited) ? "yes" : "no"}>
      {!kiosk && <Header path={path} />}
      <TabState title={title} problems={overall.problems.length} silent={overall.silent} level={overall.level} />
      <LossBanner />
      {path !== "" && <ProblemBanner overall={overall} told={found?.names.node} />}
      {program?.demo && <div class="banner level-info">This is a demo: everything shown comes from simulated nodes.</div>}
      <main class="main" id="main" tabIndex={-1} ref={main}>
        {found ? pageView : <><h1>Not found</h1><EmptyState>There is no page “{path.slice(0, 200)}”. <a href={link("")}>Overview</a></EmptyState></>}
      </main>
      {!kiosk && <StatusBar overall={overall} />}
      <Announcer />
      {shown === "help" && <HelpDialog onClose={() => overlay.set(undefined)} />}
      {shown === "palette" && <Palette onClose={() => overlay.set(undefined)} />}
    </div>
  );
}
