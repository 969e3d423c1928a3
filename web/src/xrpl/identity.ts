import { useRows } from "../live/hooks";
import { asPoint, isStale } from "../live/point";
import { topic } from "../live/pattern";
import { parseTags } from "../live/tags";

/** What a node is: from points whose tags say it. */
export interface Identity {
  version: string | undefined;
  networkId: string | undefined;
  /** Public key of the validator; none for a stock node. */
  key: string | undefined;
}

/** A tag of the newest point of a measurement: after a change the row before may stand for a while. */
function useTag(node: string, measurement: string, names: readonly string[]): Record<string, string> {
  const rows = useRows([topic("points", "xrpl", node, measurement)]);
  let newest: { t: number; key: string } | undefined;
  for (const [, key, value] of rows) {
    const point = asPoint(value);
    if (point && (!newest || point.t > newest.t)) newest = { t: point.t, key };
  }
  const tags = newest ? parseTags(newest.key) : {};
  return Object.fromEntries(names.flatMap((name) => (tags[name] === undefined ? [] : [[name, tags[name]]])));
}

export function useIdentity(node: string): Identity {
  const { version, network_id } = useTag(node, "xrpl_build_info", ["version", "network_id"]);
  const { pubkey } = useTag(node, "xrpl_pubkey_realtime", ["pubkey"]);
  return { version, networkId: network_id, key: pubkey };
}

/** A point of a measurement with tags. */
export interface TaggedPoint {
  tags: Readonly<Record<string, string>>;
  stale: boolean;
  v: Readonly<Record<string, number>>;
}

export function useTagged(node: string, measurement: string, now: number): TaggedPoint[] {
  return useRows([topic("points", "xrpl", node, measurement)]).flatMap(([, key, value]): TaggedPoint[] => {
    const point = asPoint(value);
    return point ? [{ tags: parseTags(key), stale: isStale(point, now), v: point.v }] : [];
  });
}
