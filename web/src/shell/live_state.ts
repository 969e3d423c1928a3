import { boardFreshness } from "../live/freshness";
import type { StreamStatus } from "../live/protocol";
import type { Level } from "../components/shape";

/** The live badge: how fresh is what is shown. */
export interface LiveState {
  kind: "connecting" | "live" | "lost" | "paused";
  level: Level;
  /** Seconds since the last frame, or since the stream was lost. */
  age: number;
}

/** All times: this browser's clock, unix ms. Whatever keeps the stream may itself be gone: live is only what is heard here. */
export function liveState(stream: StreamStatus, lastFrame: number, isPaused: boolean, now: number): LiveState {
  const silence = Math.max(0, now - lastFrame);
  if (stream.state === "lost") return { kind: "lost", level: "crit", age: Math.max(0, now - stream.since) / 1000 };
  if (stream.state === "open" && boardFreshness(stream, lastFrame, now) === "stale") return { kind: "lost", level: "crit", age: silence / 1000 };
  if (isPaused) return { kind: "paused", level: "paused", age: silence / 1000 };
  if (stream.state === "connecting" || lastFrame === 0) return { kind: "connecting", level: "stale", age: 0 };
  return { kind: "live", level: "ok", age: silence / 1000 };
}
