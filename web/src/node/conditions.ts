import type { Level } from "../components/shape";
import type { Reading } from "../live/hooks";

/** What the daemon says of one thing: conditions that may hold, the worst first. */
export type Verdict = readonly (readonly [condition: string, level: Level])[];

/**
 * `series`: whose label `condition` names them; `read`: a series of its measurement. Undefined when none is known to hold and
 * not all are known not to.
 */
export function conditionLevel(series: string, verdict: Verdict, read: (series: string) => Reading): Level | undefined {
  const held = verdict.map(([condition, level]) => {
    const { value, stale } = read(`${series}{condition="${condition}"}`);
    return { level, holds: value === undefined || stale ? undefined : value === 1 };
  });
  return held.find(({ holds }) => holds)?.level ?? (held.every(({ holds }) => holds === false) ? "ok" : undefined);
}
