import type { Thresholds } from "../components/threshold";

/** From where on a host is strained. What the daemon judges itself is not among them: conditions.ts. */
export const limits = {
  /** % of all cores; also the load for each core. */
  cpu: { direction: "above", warn: 85, crit: 95 },
  /** % of the swap. */
  swap: { direction: "above", warn: 10, crit: 25 },
  /** Seconds that the clock is off, either way: validators and TLS need it right. */
  clock: { direction: "above", warn: 0.1, crit: 1 },
  /** % of the segments that were sent again. */
  retransmits: { direction: "above", warn: 1, crit: 5 },
  /** % of the files that may be open. */
  files: { direction: "above", warn: 80, crit: 95 },
} as const satisfies Readonly<Record<string, Thresholds>>;
