import type { Level } from "../components/shape";
import type { Reading } from "../live/hooks";

export const conditionMeasurement = "bitcoin_condition";

/** What the daemon says of one thing: conditions that may hold, the worst first. */
export type Verdict = readonly (readonly [condition: string, level: Level])[];

/** Where the daemon judges, the pages do not judge by limits of their own: these would contradict its configuration. */
export const verdicts = {
  peers: [["no_peers", "crit"], ["network_inactive", "crit"], ["no_outbound_peers", "crit"], ["few_outbound_peers", "warn"]],
  tip: [["tip_stale", "crit"]],
  disk: [["disk_full", "crit"], ["disk_almost_full", "warn"]],
  zmqSilence: [["zmq_silent", "warn"]],
} as const satisfies Readonly<Record<string, Verdict>>;

/** `read`: a series of `conditionMeasurement`. Undefined when none is known to hold and not all are known not to. */
export function levelBy(verdict: Verdict, read: (series: string) => Reading): Level | undefined {
  const held = verdict.map(([condition, level]) => {
    const { value, stale } = read(`bitcoin_condition{condition="${condition}"}`);
    return { level, holds: value === undefined || stale ? undefined : value === 1 };
  });
  return held.find(({ holds }) => holds)?.level ?? (held.every(({ holds }) => holds === false) ? "ok" : undefined);
}
