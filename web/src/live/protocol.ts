/** A row of the daemon's board: topic, key, value. */
export type Row = readonly [topic: string, key: string, value: unknown];
export type RowName = readonly [topic: string, key: string];

/** The daemon sends a frame at least so often, an empty one where nothing changed. */
export const beatMs = 2000;

/** One event of the stream. A snapshot replaces all that was there. */
export interface Frame {
  kind: "snapshot" | "delta";
  /** The daemon's clock, unix ms. */
  now: number;
  rows: readonly Row[];
  gone: readonly RowName[];
}

/** Times are this browser's clock, unix ms. */
export interface StreamStatus {
  state: "connecting" | "open" | "lost";
  since: number;
  /** When the next try is made, where we know. */
  retryAt?: number;
}

/** Whether somebody is signed in: what tabs of one nodewatch tell each other and their worker. */
export type SessionNews = "in" | "out";

/** Its BroadcastChannel. `root`: where this nodewatch is; another behind the same proxy has sessions of its own. */
export function sessionChannel(root: string): string {
  return `nodewatch session ${root}`;
}

export type ToWorker =
  | { type: "patterns"; patterns: readonly string[] }
  | { type: "retry" }
  | { type: "bye" };

export type FromWorker =
  /** `complete`: those of the tab's patterns of which every row is known with this frame. */
  | { type: "frame"; frame: Frame; complete: readonly string[] }
  | { type: "status"; status: StreamStatus }
  /** Each beat, whatever the stream does: the worker lives. */
  | { type: "alive" };

function isRow(value: unknown): value is Row {
  return Array.isArray(value) && value.length >= 3 && typeof value[0] === "string" && typeof value[1] === "string";
}

function isName(value: unknown): value is RowName {
  return Array.isArray(value) && typeof value[0] === "string" && typeof value[1] === "string";
}

/** Undefined when the text is no frame: it is left out, and the next snapshot mends it. */
export function parseFrame(kind: Frame["kind"], text: string): Frame | undefined {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof data !== "object" || data === null) return undefined;
  const { now, rows, gone } = data as { now?: unknown; rows?: unknown; gone?: unknown };
  if (typeof now !== "number" || !Number.isFinite(now)) return undefined;
  return {
    kind,
    now,
    rows: Array.isArray(rows) ? rows.filter(isRow) : [],
    gone: Array.isArray(gone) ? gone.filter(isName) : [],
  };
}
