import { useRows } from "./hooks";
import { topic } from "./pattern";
import { asPoint, isStale } from "./point";
import { parseTags } from "./tags";

/** A point of a measurement with tags. */
export interface TaggedPoint {
  tags: Readonly<Record<string, string>>;
  /** Unix ms. */
  t: number;
  stale: boolean;
  v: Readonly<Record<string, number>>;
}

/** All points of a measurement of a node, one for each set of tags. */
export function useTagged(network: string, node: string, measurement: string, now: number): TaggedPoint[] {
  return useRows([topic("points", network, node, measurement)]).flatMap(([, key, value]): TaggedPoint[] => {
    const point = asPoint(value);
    return point ? [{ tags: parseTags(key), t: point.t, stale: isStale(point, now), v: point.v }] : [];
  });
}

/** Tags of the newest point of a measurement: after a change the row before may stand for a while. */
export function useNewestTags(network: string, node: string, measurement: string): Readonly<Record<string, string>> {
  const rows = useRows([topic("points", network, node, measurement)]);
  let newest: { t: number; key: string } | undefined;
  for (const [, key, value] of rows) {
    const point = asPoint(value);
    if (point && (!newest || point.t > newest.t)) newest = { t: point.t, key };
  }
  return newest ? parseTags(newest.key) : {};
}
