import { sample } from "../api/json";
import { freshness } from "./freshness";

/** A point of a measurement as the board holds it. */
export interface Point {
  /** Unix ms. */
  t: number;
  /** Interval in ms; 0: it holds until it is replaced. */
  i: number;
  v: Readonly<Record<string, number>>;
}

/** Undefined when the value is no point. */
export function asPoint(value: unknown): Point | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { t, i, v } = value as { t?: unknown; i?: unknown; v?: unknown };
  if (typeof t !== "number" || typeof v !== "object" || v === null) return undefined;
  const values: Record<string, number> = {};
  for (const [name, raw] of Object.entries(v)) {
    const number = sample(raw);
    if (number !== undefined) values[name] = number;
  }
  return { t, i: typeof i === "number" ? i : 0, v: values };
}

/** No successor for three intervals. */
export function isStale(point: Point, now: number): boolean {
  return freshness(point.t, point.i, now) === "stale";
}
