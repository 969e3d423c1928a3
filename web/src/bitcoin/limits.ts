import type { Level } from "../components/shape";
import type { Thresholds } from "../components/threshold";

/** From where on values of a Bitcoin node are not well. All its panels judge by these; conditions of the daemon have limits of their own. */
export const limits = {
  /** Headers whose blocks are missing, not during the download of the chain. */
  lag: { direction: "above", warn: 2, crit: 6 },
  /** Part of the memory that the mempool may take. */
  mempool: { direction: "above", warn: 0.8, crit: 0.95 },
  /** Lasting connections that the node made itself: it makes ten. */
  outbound: { direction: "below", warn: 8, crit: 1 },
  /** Time that 95 % of the pings stay below, ms. */
  ping: { direction: "above", warn: 500, crit: 1500 },
  /** Seconds without a transaction over ZMQ. */
  zmqTransactions: { direction: "above", warn: 60, crit: 300 },
  /** Part of the file system that is free. */
  diskFree: { direction: "below", warn: 0.1, crit: 0.05 },
} as const satisfies Readonly<Record<string, Thresholds>>;

/**
 * Seconds since the best block. Blocks come by chance, every ten minutes in the mean: 60 minutes without one pass once in
 * three days, 90 once in two months. On test networks mining stops for hours, on regtest it waits for a command.
 */
export function tipAgeLimits(chain: string | undefined): Thresholds | undefined {
  if (chain === "main") return { direction: "above", warn: 3600, crit: 5400 };
  return chain === undefined || chain === "regtest" ? undefined : { direction: "above", warn: 21_600 };
}

/** Blocks that fell out at once: one happens every few weeks, three never by chance. */
export function reorganisationLevel(depth: number | undefined): Level | undefined {
  if (depth === undefined) return undefined;
  return depth >= 3 ? "crit" : depth >= 2 ? "warn" : depth >= 1 ? "info" : "ok";
}
