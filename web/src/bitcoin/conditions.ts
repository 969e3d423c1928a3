import type { Level } from "../components/shape";
import type { Reading } from "../live/hooks";
import { conditionLevel, type Verdict } from "../node/conditions";

export const conditionMeasurement = "bitcoin_condition";

/** Where the daemon judges, the pages do not judge by limits of their own: these would contradict its configuration. */
export const verdicts = {
  peers: [["no_peers", "crit"], ["network_inactive", "crit"], ["no_outbound_peers", "crit"], ["few_outbound_peers", "warn"]],
  tip: [["tip_stale", "crit"]],
  disk: [["disk_full", "crit"], ["disk_almost_full", "warn"]],
  zmqSilence: [["zmq_silent", "warn"]],
} as const satisfies Readonly<Record<string, Verdict>>;

/** `read`: a series of `conditionMeasurement`. */
export function levelBy(verdict: Verdict, read: (series: string) => Reading): Level | undefined {
  return conditionLevel(conditionMeasurement, verdict, read);
}
