import type { StreamStatus } from "../live/protocol";
import type { Level } from "../components/shape";

/** The live badge: how fresh is what is shown. */
export interface LiveState {
  kind: "connecting" | "live" | "late" | "lost" | "paused";
  level: Level;
  /** Seconds since the last frame, or since the stream was lost. */
  age: number;
}

/** Frames come every second or two; longer silence is told before it is a loss. */
const lateAfterMs = 6000;

/** All times: this browser's clock, unix ms. */
export function liveState(stream: StreamStatus, lastFrame: number, isPaused: boolean, now: number): LiveState {
  const age = Math.max(0, now - lastFrame) / 1000;
  if (stream.state === "lost") return { kind: "lost", level: "crit", age: Math.max(0, now - stream.since) / 1000 };
  if (isPaused) return { kind: "paused", level: "paused", age };
  if (stream.state === "connecting" || lastFrame === 0) return { kind: "connecting", level: "stale", age: 0 };
  if (now - lastFrame > lateAfterMs) return { kind: "late", level: "warn", age };
  return { kind: "live", level: "ok", age };
}
