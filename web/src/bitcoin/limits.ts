import type { Level } from "../components/shape";
import type { Thresholds } from "../components/threshold";

/** From where on values of a Bitcoin node are not well. What the daemon judges itself is not among them: conditions.ts. */
export const limits = {
  /** Headers whose blocks are missing, not during the download of the chain. */
  lag: { direction: "above", warn: 2, crit: 6 },
  /** Part of the memory that the mempool may take. */
  mempool: { direction: "above", warn: 0.8, crit: 0.95 },
  /** Time that 95 % of the pings stay below, ms. */
  ping: { direction: "above", warn: 500, crit: 1500 },
} as const satisfies Readonly<Record<string, Thresholds>>;

/** Blocks that fell out at once: one happens every few weeks, three never by chance. */
export function reorganisationLevel(depth: number | undefined): Level | undefined {
  if (depth === undefined) return undefined;
  return depth >= 3 ? "crit" : depth >= 2 ? "warn" : depth >= 1 ? "info" : "ok";
}
