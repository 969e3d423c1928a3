import type { Verdict } from "../node/conditions";

export const hostCondition = "host_condition";

/** Where the daemon judges, the pages do not judge by limits of their own: these would contradict its configuration. */
export const verdicts = {
  filesystem: [["filesystem_full", "crit"], ["filesystem_almost_full", "warn"]],
  memory: [["memory_almost_gone", "crit"]],
  pressure: [["pressure", "warn"]],
  clock: [["clock_not_synchronised", "warn"]],
  kills: [["out_of_memory_kill", "warn"]],
} as const satisfies Readonly<Record<string, Verdict>>;
