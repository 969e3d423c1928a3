import { freshness } from "../live/freshness";
import type { Loaded } from "./loader";

/** The newest known value of a line. */
export interface Newest {
  value: number;
  /** Unix ms. */
  t: number;
  /** It is the value of now. Not so in a range that stands still. */
  latest: boolean;
  /** It should have had a successor by now. */
  stale: boolean;
}

/** Undefined: nothing is known of the line. `now`: the daemon's clock, unix ms. */
export function newestOf({ grid, lines }: Loaded, line: number, now: number): Newest | undefined {
  const column = grid.columns[line]!;
  let index = grid.count - 1;
  while (index >= 0 && Number.isNaN(column.last[index]!)) index -= 1;
  if (index < 0) return undefined;
  const value = column.last[index]!;
  const due = lines[line]?.intervalMs;
  // Of what came live the moment is known, of history only the step.
  const live = column.liveAt !== undefined && grid.stepOf(column.liveAt) === index;
  const t = live ? column.liveAt! : Math.min(now, grid.timeAt(index));
  if (due === undefined) return { value, t, latest: false, stale: false };
  const stale = freshness(t, live ? due : Math.max(due, grid.stepMs), now) === "stale";
  return { value, t, latest: !stale, stale };
}

/** When the newest of all lines was known, if none of them is of now any more. */
export function staleSince(loaded: Loaded, now: number): number | undefined {
  const known = loaded.lines.flatMap((_, line) => newestOf(loaded, line, now) ?? []);
  return known.length > 0 && known.every(({ stale }) => stale) ? Math.max(...known.map(({ t }) => t)) : undefined;
}

/** "latest" is only what is of now. */
export function newestWord(newest: Newest | undefined): "latest" | "last" {
  return newest?.latest ? "latest" : "last";
}
