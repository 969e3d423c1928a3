import { leastCoverage } from "../components/coverage";
import type { Level } from "../components/shape";
import type { WindowCoverage } from "../networks/network";
import { judge, type Thresholds } from "../components/threshold";

/** Windows over which agreement is counted. */
export const windows = ["1h", "24h", "30d"] as const;
export type Window = (typeof windows)[number];
export const windowSeconds: Readonly<Record<Window, number>> = { "1h": 3600, "24h": 86_400, "30d": 2_592_000 };

/** What `xrpl_validation` tells of a window beside its agreement. */
export function coverageOf(window: Window): WindowCoverage {
  return { series: `xrpl_validation_coverage_ratio{window="${window}"}`, seconds: windowSeconds[window] };
}

const day = 86_400;

/** From where on values of XRPL are not well. All pages judge by these; conditions of the daemon have limits of their own. */
export const limits = {
  /** Seconds. Ledgers come each 3 to 5 s. */
  ledgerAge: { direction: "above", warn: 10, crit: 20 },
  /** Mean of the last ledgers, seconds. */
  ledgerInterval: { direction: "above", warn: 7, crit: 12 },
  /** Percent of the ledgers with a quorum. A single miss weighs more in an hour than in a day. */
  agreement: {
    "1h": { direction: "below", warn: 98, crit: 95 },
    "24h": { direction: "below", warn: 99, crit: 95 },
    "30d": { direction: "below", warn: 99, crit: 95 },
  },
  /** Ledgers in an hour. */
  missed: { direction: "above", warn: 2, crit: 5 },
  peers: { direction: "below", warn: 10, crit: 5 },
  /** Seconds until a validator list or its site's certificate expires. They are renewed some weeks before: https://xrpl.org/docs/concepts/consensus-protocol/unl */
  expiry: { direction: "below", warn: 15 * day, crit: 7 * day },
  /** Validators on the negative UNL. */
  negativeUnl: { direction: "above", warn: 1 },
  /** Forks in a day. */
  forks: { direction: "above", warn: 1, crit: 3 },
} as const satisfies Readonly<Record<string, Thresholds | Readonly<Record<Window, Thresholds>>>>;

/** A window that was not watched as a whole can show that something is wrong, not that nothing is. `coverage`: 0 to 1. */
export function agreementLevel(percent: number | undefined, coverage: number | undefined, window: Window): Level | undefined {
  const level = judge(percent, limits.agreement[window]);
  return level === "ok" && (coverage === undefined || coverage < leastCoverage) ? undefined : level;
}
