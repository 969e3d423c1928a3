import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { DataTable } from "../components/data_table";
import { Panel } from "../components/panel";
import type { TableColumn } from "../components/table_model";
import { isoTime } from "../format/clock";
import { ageText, showText } from "../format/number";
import { cut } from "../format/text";
import { useNow } from "../live/hooks";
import type { Target } from "../live/target";
import { networkName, softwareName } from "./names";
import { usePollState } from "../node/poll_state";
import type { Peer } from "./rows";

function direction({ inbound }: Peer): string | undefined {
  return inbound === undefined ? undefined : inbound ? "in" : "out";
}

function autonomousSystem({ asn, organisation }: Peer): string | undefined {
  return asn === undefined ? organisation : `AS${asn}${organisation === undefined ? "" : ` ${organisation}`}`;
}

/** `now`: unix ms, for the time since they came. */
function allColumns(now: number): readonly TableColumn<Peer>[] {
  const text = (id: string, title: string, value: (peer: Peer) => string | undefined, limit = 60): TableColumn<Peer> => ({ id, title, minor: true, value, show: (peer) => cut(value(peer) ?? "–", limit) });
  const amount = (id: string, title: string, unit: string, value: (peer: Peer) => number | undefined): TableColumn<Peer> => ({ id, title, align: "end", minor: true, value, show: (peer) => showText(value(peer), unit) });
  const since = (peer: Peer) => (peer.since === undefined ? undefined : now / 1000 - peer.since);
  return [
    { id: "id", title: "Peer", align: "end", value: ({ id }) => id },
    { ...text("address", "Address", ({ address }) => address, 80), show: ({ address }) => <span class="mono">{cut(address ?? "–", 80)}</span> },
    { ...text("network", "Network", ({ network }) => networkName(network)), minor: false },
    { ...text("direction", "Direction", direction), minor: false },
    text("type", "Type", ({ type }) => type),
    text("transport", "Transport", ({ transport }) => transport),
    text("version", "Software", ({ version }) => softwareName(version)),
    amount("protocol", "Protocol", "", ({ protocol }) => protocol),
    { ...amount("ping", "Ping", "milliseconds", ({ ping }) => ping), minor: false },
    amount("least", "Least ping", "milliseconds", ({ leastPing }) => leastPing),
    amount("received", "Received", "bytes", ({ received }) => received),
    amount("sent", "Sent", "bytes", ({ sent }) => sent),
    { id: "since", title: "Connected", align: "end", minor: true, value: since, csv: ({ since: at }) => isoTime((at ?? NaN) * 1000), show: (peer) => (since(peer) === undefined ? "–" : ageText(since(peer)!)) },
    text("country", "Country", ({ country }) => country),
    text("asn", "Provider", autonomousSystem),
    text("services", "Services", ({ services }) => (services.length === 0 ? undefined : services.join(" ")), 120),
  ];
}

/** Those that some row fills; what the node or the configuration does not tell has no column. */
export function filledColumns<Row>(columns: readonly TableColumn<Row>[], rows: readonly Row[]): TableColumn<Row>[] {
  return columns.filter(({ value }) => rows.some((row) => value(row) !== undefined));
}

/** Their number is told beside it, and may be more. */
export const noPeers = "No peer has been told one by one.";

/** The table is drawn anew when the peers change, not each second with the time since they came. */
export function PeersPanel({ target, peers }: { target: Target; peers: readonly Peer[] }): JSX.Element {
  const minute = Math.floor(useNow() / 60_000) * 60_000;
  const state = usePollState(target, "peers", peers.length > 0, noPeers);
  const columns = useMemo(() => filledColumns(allColumns(minute), peers), [minute, peers]);
  const addressed = peers.some(({ address }) => address !== undefined);
  return (
    <Panel title="Peers of the node" state={state} height={120} note={peers.length === 0 ? undefined : addressed ? "addresses as peer_addresses allows" : "addresses are not shown (peer_addresses)"}>
      <DataTable name="Peers" urlKey="peers" filter rows={peers} rowKey={({ id }) => String(id)} height={420} columns={columns} />
    </Panel>
  );
}
