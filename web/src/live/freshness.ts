import { beatMs, type StreamStatus } from "./protocol";

/**
 * What can be said of a value: it is as it is shown, it was so once, or nobody has told it. Only what is fresh has a
 * verdict; all that shows a state asks here.
 */
export type Freshness = "fresh" | "stale" | "unknown";

/** A value without a successor for so many intervals is stale. */
const intervals = 3;

/** Of a value told at `t` (undefined: never) that is due each `intervalMs` (0: it holds until it is replaced). One clock, ms. */
export function freshness(t: number | undefined, intervalMs: number, now: number): Freshness {
  if (t === undefined) return "unknown";
  return intervalMs > 0 && now - t > intervals * intervalMs ? "stale" : "fresh";
}

/** Of all rows together: what holds until it is replaced is as good as the stream that would replace it. `lastFrame`: 0 before the first. */
export function boardFreshness({ state }: StreamStatus, lastFrame: number, now: number): Freshness {
  if (lastFrame === 0) return "unknown";
  return state === "lost" ? "stale" : freshness(lastFrame, beatMs, now);
}
