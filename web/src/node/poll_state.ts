import type { ComponentChildren } from "preact";
import type { PanelState } from "../components/panel";
import { useUnheard } from "../components/unheard";
import { useNow, useRows } from "../live/hooks";
import { topic } from "../live/pattern";
import { asPoint, isStale } from "../live/point";
import type { Target } from "../live/target";

/**
 * What a panel says of rows that come with a poll: they are as fresh as the newest point of `measurement`, of the same poll.
 * `some`: there are rows; `empty`: what to say when there are none. The daemon takes away the points of a node that is down or
 * starts: rows that are left then are stale, `last` of when they are (unix ms; undefined: not known, they are not shown).
 */
export function usePollState({ network, node, lastError }: Target, measurement: string, some: boolean, empty: ComponentChildren, last?: number): PanelState {
  const pattern = topic("points", network, node, measurement);
  const unheard = useUnheard([pattern]);
  const now = useNow();
  const points = useRows([pattern]).flatMap(([, , value]) => asPoint(value) ?? []);
  const newest = points.reduce<(typeof points)[number] | undefined>((a, b) => (a && a.t > b.t ? a : b), undefined);
  if (unheard) return unheard;
  if (newest && isStale(newest, now)) return { kind: "stale", last: newest.t, now, cause: lastError };
  if (some && !newest) return { kind: "stale", last, now, cause: lastError };
  return some ? { kind: "ok" } : { kind: "empty", message: empty };
}
