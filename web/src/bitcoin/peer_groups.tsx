import type { JSX } from "preact";
import { BarList, type Bar } from "../components/bar_list";
import { Panel } from "../components/panel";
import { read, useNodePoints, useNow } from "../live/hooks";
import { useTagged, type TaggedPoint } from "../live/tagged";
import type { Target } from "../live/target";
import { networkName } from "./names";
import { usePollState } from "../node/poll_state";

const titles = [["network", "Network"], ["connection_type", "Connection"], ["transport", "Transport"], ["version", "Software"], ["service", "Services"]] as const;

const noPeers = "The node has no peers.";

/** Points whose tags name the same thing, together. */
export function sumBars(points: readonly TaggedPoint[], nameOf: (tags: TaggedPoint["tags"]) => string | undefined, series: string): Bar[] {
  const sums = new Map<string, number>();
  for (const { tags, stale, v } of points) {
    const name = nameOf(tags), value = v[series];
    if (!stale && name !== undefined && value !== undefined && value > 0) sums.set(name, (sums.get(name) ?? 0) + value);
  }
  return [...sums].map(([name, value]) => ({ name, value }));
}

/** The peers by what they have in common. */
export function PeerGroups({ target }: { target: Target }): JSX.Element {
  const now = useNow();
  const total = read(useNodePoints("bitcoin", target.node, ["peers"])("peers"), "bitcoin_peers_total", now);
  const all = total.value;
  const lonely = all === 0 && !total.stale;
  const points = useTagged("bitcoin", target.node, "bitcoin_peer_group", now);
  const barsOf = (by: string): Bar[] => points.filter(({ tags }) => tags.by === by).flatMap(({ tags: { value = "" }, v: { bitcoin_peers: peers } }) =>
    peers ? [{ name: by === "network" ? networkName(value) ?? value : value.replace(/_/g, " "), value: peers }] : []);
  const providers = useTagged("bitcoin", target.node, "peer_asn", now);
  const book = useTagged("bitcoin", target.node, "bitcoin_addrman", now);
  const groups: { title: string; bars: Bar[]; total?: number }[] = [
    // One peer offers many services.
    ...titles.map(([by, title]) => ({ title, bars: barsOf(by), ...(by === "service" && all !== undefined ? { total: all } : {}) })),
    { title: "Providers", bars: sumBars(providers, ({ asn }) => asn, "bitcoin_peers_by_asn") },
    { title: "Addresses that it knows", bars: sumBars(book, ({ peer_network: network }) => networkName(network), "bitcoin_addrman_addresses") },
  ].filter(({ bars }) => bars.length > 0);
  // Without peers there are no groups, but addresses that it knows.
  const state = usePollState(target, lonely ? "peers" : "bitcoin_peer_group", groups.length > 0 && (lonely || points.length > 0), lonely ? noPeers : "The peers are not known: the node has not told them yet, or does not answer.");
  return (
    <Panel title="Peers by kind" state={state} height={120} note={lonely && groups.length > 0 ? noPeers : undefined}>
      <div class="group-columns">{groups.map(({ title, bars, total }) => <div key={title}><h3>{title}</h3><BarList bars={bars} {...(total === undefined ? {} : { total })} /></div>)}</div>
    </Panel>
  );
}
