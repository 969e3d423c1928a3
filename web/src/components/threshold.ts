import type { Level } from "./shape";

/** Limits of a value. `above`: bad when it reaches them; `below`: bad when it falls under them. */
export interface Thresholds {
  direction: "above" | "below";
  warn: number;
  crit?: number;
}

export function judge(value: number | undefined, thresholds: Thresholds | undefined): Level | undefined {
  if (value === undefined || !thresholds || Number.isNaN(value)) return undefined;
  const { direction, warn, crit } = thresholds;
  const bad = (limit: number) => (direction === "above" ? value >= limit : value < limit);
  if (crit !== undefined && bad(crit)) return "crit";
  return bad(warn) ? "warn" : "ok";
}
