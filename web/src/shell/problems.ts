import type { Level } from "../components/shape";
import type { Target } from "../live/target";

/** Something that is wrong with a node, in words. */
export interface Problem {
  level: Extract<Level, "crit" | "warn">;
  network: string;
  node: string;
  text: string;
  code: string;
  /** Unix ms. */
  since: number | undefined;
}

export function targetLevel(target: Target): Level {
  switch (target.state) {
    case "ok": return "ok";
    case "degraded": return target.reasons.some(({ critical }) => critical) ? "crit" : "warn";
    case "failed": return "crit";
    case "starting": return "info";
  }
}

/** Worst first, then the oldest. */
export function problemsOf(targets: readonly Target[]): Problem[] {
  const found = targets.flatMap((target): Problem[] => {
    const { network, node, stateSince, lastError } = target;
    const reasons = target.reasons.map(({ code, message, critical, since }): Problem => ({
      level: critical ? "crit" : "warn", network, node, code, text: message === "" ? code : message, since,
    }));
    if (reasons.length > 0 || target.state === "ok" || target.state === "starting") return reasons;
    return [{ level: target.state === "failed" ? "crit" : "warn", network, node, code: target.state, text: lastError ?? `The node is ${target.state}.`, since: stateSince }];
  });
  const rank = { crit: 0, warn: 1 };
  return found.sort((a, b) => rank[a.level] - rank[b.level] || (a.since ?? 0) - (b.since ?? 0));
}
