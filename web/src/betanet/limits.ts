import type { StateName } from "../components/state_timeline";
import type { Thresholds } from "../components/threshold";
import type { Verdict } from "../node/conditions";

/** From where on values of a Betanet service are not well. */
export const limits = {
  /** Part of the packets that is dropped, %; 5 % a second was the rule of the first exporter. */
  drops: { direction: "above", warn: 1, crit: 5 },
  /** Seconds that 95 % of the latencies stay below. */
  latency: { direction: "above", warn: 1 },
  /** Nodes in all. */
  nodes: { direction: "below", warn: 3 },
} as const satisfies Readonly<Record<string, Thresholds>>;

export const betanetCondition = "betanet_condition";

/** What the daemon judges itself. */
export const verdicts = {
  nodes: [["mixnodes_stopped", "crit"]],
} as const satisfies Readonly<Record<string, Verdict>>;

/** Of betanet_state: the service does not answer, its last values are shown. */
export const oldValues = 2;

/** The numbers of nodewatch_breaker_state. */
const breakerStates: readonly StateName[] = [
  { text: "closed", level: "ok" },
  { text: "open", level: "crit" },
  { text: "half-open", level: "warn" },
];

export function breakerState(value: number): StateName | undefined {
  return breakerStates[value];
}
