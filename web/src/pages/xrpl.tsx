import type { JSX } from "preact";
import { Coverage, leastCoverage } from "../components/coverage";
import { DataTable } from "../components/data_table";
import { Panel, type PanelState } from "../components/panel";
import { levelWord, Shape, worse } from "../components/shape";
import { useUnheard } from "../components/unheard";
import type { TableColumn } from "../components/table_model";
import { judge, type Thresholds } from "../components/threshold";
import { ageText, showText } from "../format/number";
import { cut } from "../format/text";
import { read, targetPatterns, useNow, useRows, type Reading } from "../live/hooks";
import { topic } from "../live/pattern";
import { asPoint } from "../live/point";
import { parseTags } from "../live/tags";
import type { WindowCoverage } from "../networks/network";
import { useNodes, type NodeStanding } from "../networks/standing";
import { overview } from "../networks/xrpl";
import { useLink } from "../state/router";
import { coverageOf, limits } from "../xrpl/limits";
import { validatorPath } from "../xrpl/names";
import type { Page } from "./page";

interface NodeRow extends NodeStanding {
  since: number | undefined;
  version: string | undefined;
  read: (measurement: string, series: string, kind?: "age" | "countdown") => Reading;
}

const patterns = ["xrpl_state", "xrpl_ledger", "xrpl_validation", "xrpl_server_info", "xrpl_load", "xrpl_validator_list", "xrpl_build_info"].map((m) => `points/xrpl/*/${m}`);

function useNodeRows(nodes: readonly NodeStanding[]): NodeRow[] {
  const rows = useRows(patterns);
  const now = useNow();
  const byTopic = new Map(rows.map((row) => [row[0], row]));
  return nodes.map((node): NodeRow => {
    const at = (measurement: string) => byTopic.get(topic("points", "xrpl", node.target.node, measurement));
    const readAt: NodeRow["read"] = (measurement, series, kind) => read(asPoint(at(measurement)?.[2]), series, now, kind);
    const since = readAt("xrpl_state", "xrpl_time_in_current_state_seconds", "age");
    const tags = parseTags(at("xrpl_build_info")?.[1] ?? "");
    return { ...node, read: readAt, since: !node.fresh || since.stale ? undefined : since.value, version: tags.version };
  }).sort((a, b) => worse(a.level, b.level));
}

interface NumberColumn {
  id: string;
  title: string;
  measurement: string;
  series: string;
  unit: string;
  kind?: "age" | "countdown";
  thresholds?: Thresholds;
  coverage?: WindowCoverage;
  minor?: boolean;
}

const numbers: readonly NumberColumn[] = [
  { id: "ledger", title: "Ledger", measurement: "xrpl_ledger", series: "xrpl_ledger_sequence", unit: "1", minor: true },
  { id: "age", title: "Ledger age", measurement: "xrpl_ledger", series: "xrpl_ledger_age_seconds", kind: "age", unit: "age", thresholds: limits.ledgerAge, minor: true },
  { id: "agree1", title: "Agreement 1 h", measurement: "xrpl_validation", series: "xrpl_validation_agreement_pct_1h", unit: "percent", thresholds: limits.agreement["1h"], coverage: coverageOf("1h") },
  { id: "agree24", title: "24 h", measurement: "xrpl_validation", series: "xrpl_validation_agreement_pct_24h", unit: "percent", thresholds: limits.agreement["24h"], coverage: coverageOf("24h"), minor: true },
  { id: "peers", title: "Peers", measurement: "xrpl_server_info", series: "xrpl_peer_count", unit: "1", thresholds: limits.peers, minor: true },
  { id: "load", title: "Load", measurement: "xrpl_load", series: "xrpl_load_factor", unit: "1", minor: true },
  { id: "list", title: "List expires in", measurement: "xrpl_validator_list", series: "xrpl_validator_list_expires_seconds", kind: "countdown", unit: "age", thresholds: limits.expiry, minor: true },
];

function numberColumn({ id, title, measurement, series, unit, kind, thresholds, coverage, minor }: NumberColumn): TableColumn<NodeRow> {
  const get = (row: NodeRow) => row.read(measurement, series, kind);
  return {
    id, title, align: "end", ...(minor ? { minor } : {}), value: (row) => get(row).value,
    show: (row) => {
      const { value, stale } = get(row);
      if (stale) return <s class="muted" title="stale">{showText(value, unit)}</s>;
      const level = judge(value, thresholds);
      return <>{(level === "warn" || level === "crit") && <Shape level={level} label={levelWord[level]} />} {showText(value, unit)}{coverage && <Coverage part={row.read(measurement, coverage.series).value} seconds={coverage.seconds} />}</>;
    },
  };
}

function isPartlyWatched(row: NodeRow): boolean {
  return numbers.some(({ measurement, coverage }) => coverage && (row.read(measurement, coverage.series).value ?? 1) < leastCoverage);
}

/** All XRPL nodes with the same columns, the worst first. */
function XrplNodes(): JSX.Element {
  const link = useLink();
  const unheard = useUnheard(targetPatterns);
  const rows = useNodeRows(useNodes().filter(({ target }) => target.network === "xrpl"));
  const state: PanelState = rows.length > 0 ? { kind: "ok" } : (unheard ?? { kind: "unconfigured", what: "XRPL node", snippet: overview.snippet });
  return (
    <>
      <div class="page-head">
        <h1>XRPL nodes</h1>
        <div class="page-links"><a href={link("xrpl/network")}>The network</a></div>
      </div>
      <Panel title="Nodes" state={state}>
        <DataTable name="XRPL nodes" urlKey="nodes" filter rows={rows} rowKey={({ target }) => target.node} height={640} columns={[
          { id: "node", title: "Node", value: ({ target }) => target.node, show: ({ target }) => <a class="cut" href={link(validatorPath(target.node))}>{cut(target.node, 80)}</a> },
          { id: "state", title: "State", value: ({ word }) => word, show: ({ level, word, since }) => <span class={`level-${level}`}><Shape level={level} label={levelWord[level]} /> {word}{since !== undefined && <span class="muted wide-only"> {ageText(since)}</span>}</span> },
          ...numbers.map(numberColumn),
          { id: "version", title: "Version", minor: true, value: ({ version }) => version, show: ({ version }) => cut(version ?? "–", 40) },
          { id: "problems", title: "Problems", align: "end", minor: true, value: ({ target }) => target.reasons.length },
        ]} />
        {rows.some(isPartlyWatched) && <p class="muted foot">*10 h: of that window nodewatch has watched ten hours.</p>}
      </Panel>
    </>
  );
}

export const page: Page = { component: XrplNodes };
