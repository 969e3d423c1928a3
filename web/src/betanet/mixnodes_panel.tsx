import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { DataTable } from "../components/data_table";
import { Panel } from "../components/panel";
import { levelWord, Shape } from "../components/shape";
import type { TableColumn } from "../components/table_model";
import { judge } from "../components/threshold";
import { ageText, fixed, showText } from "../format/number";
import { cut } from "../format/text";
import { useRows } from "../live/hooks";
import { topic } from "../live/pattern";
import type { Target } from "../live/target";
import { usePollState } from "../node/poll_state";
import { limits } from "./limits";
import { asMixnode, droppedPart, type Mixnode } from "./rows";

const isActive = ({ status }: Mixnode) => status === "active";

const columns: readonly TableColumn<Mixnode>[] = [
  { id: "id", title: "Mixnode", value: ({ id }) => id, show: ({ id }) => <span class="mono">{cut(id, 80)}</span> },
  { id: "status", title: "Status", value: ({ status }) => status, show: (node) => (node.status === undefined ? "–" : <><Shape level={isActive(node) ? "ok" : "warn"} /> {cut(node.status, 40)}</>) },
  { id: "processed", title: "Processed", align: "end", value: ({ processed }) => processed, show: ({ processed }) => showText(processed, "1") },
  { id: "forwarded", title: "Forwarded", align: "end", minor: true, value: ({ forwarded }) => forwarded, show: ({ forwarded }) => showText(forwarded, "1") },
  { id: "dropped", title: "Dropped", align: "end", value: ({ dropped }) => dropped, show: (node) => {
    const part = droppedPart(node), level = judge(part, limits.drops);
    return <>{(level === "warn" || level === "crit") && <Shape level={level} label={levelWord[level]} />} {showText(node.dropped, "1")}{part !== undefined && ` (${fixed(part, 2)} %)`}</>;
  } },
  { id: "latency", title: "Latency", align: "end", minor: true, value: ({ latency }) => latency, show: ({ latency }) => showText(latency, "milliseconds") },
  { id: "uptime", title: "Up for", align: "end", minor: true, value: ({ uptime }) => uptime, show: ({ uptime }) => (uptime === undefined ? "–" : ageText(uptime)) },
];

/** Those that are not active first, then by name. */
export function orderMixnodes(a: Mixnode, b: Mixnode): number {
  return Number(isActive(a)) - Number(isActive(b)) || a.id.localeCompare(b.id, "en", { numeric: true });
}

/** One by one, where the service tells them. */
export function MixnodesPanel({ target }: { target: Target }): JSX.Element {
  const { network, node } = target;
  const rows = useRows([topic("table", network, node, "mixnodes")]);
  const mixnodes = useMemo(() => rows.flatMap(([, , value]) => asMixnode(value) ?? []).sort(orderMixnodes), [rows]);
  const active = mixnodes.filter(isActive).length;
  const state = usePollState(target, "betanet_nodes", mixnodes.length > 0, "The service does not tell its mixnodes one by one: only one that answers /mixnodes does.");
  return (
    <Panel title="Mixnodes" state={state} height={80} note={mixnodes.length > 0 ? `${active} of ${mixnodes.length} active` : undefined}>
      <DataTable name="Mixnodes" urlKey="mixnodes" filter rows={mixnodes} rowKey={({ id }) => id} height={360} columns={columns} />
    </Panel>
  );
}
