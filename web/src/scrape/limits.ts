import type { StateName } from "../components/state_timeline";
import type { Thresholds } from "../components/threshold";

/** A scrape that takes so great a part of its interval soon leaves one out. */
export const limits = {
  duration: { direction: "above", warn: 0.5, crit: 0.9 },
} as const satisfies Readonly<Record<string, Thresholds>>;

/** The numbers of `up`. */
export function upState(value: number): StateName | undefined {
  return value === 1 ? { text: "up", level: "ok" } : value === 0 ? { text: "down", level: "crit" } : undefined;
}
