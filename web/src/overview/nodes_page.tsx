import type { ComponentChildren, JSX } from "preact";
import { Coverage, leastCoverage } from "../components/coverage";
import { DataTable } from "../components/data_table";
import { Panel, type PanelState } from "../components/panel";
import { levelWord, Shape, worse, type Level } from "../components/shape";
import type { TableColumn } from "../components/table_model";
import { judge, type Thresholds } from "../components/threshold";
import { useUnheard } from "../components/unheard";
import { ageText, showText } from "../format/number";
import { cut } from "../format/text";
import { lesserAge, read, targetPatterns, useNow, useRows, type Reading } from "../live/hooks";
import { topic } from "../live/pattern";
import { asPoint, type Point } from "../live/point";
import { parseTags } from "../live/tags";
import type { NetworkView, WindowCoverage } from "../networks/network";
import { useNodes, type NodeStanding } from "../networks/standing";
import { useLink } from "../state/router";

type Tags = Readonly<Record<string, string>>;

/** A column of numbers in the table of a network's nodes. */
export interface NumberColumn {
  id: string;
  title: string;
  measurement: string;
  series: string;
  unit: string;
  kind?: "age" | "countdown";
  /** The age of the same event by another clock: the lesser one is shown. */
  orAge?: string;
  thresholds?: Thresholds;
  /** In place of thresholds: a verdict that the daemon tells in a measurement. */
  verdict?: { measurement: string; level: (read: (series: string) => Reading) => Level | undefined };
  coverage?: WindowCoverage;
  minor?: boolean;
}

interface NodesPageProps {
  network: string;
  view: NetworkView;
  links?: ComponentChildren;
  columns: readonly NumberColumn[];
  /** The series that tells since when the node has its state. */
  since?: { measurement: string; series: string };
  /** The measurement whose tags say what the node is, and how they tell its version. */
  info?: { measurement: string; version: (tags: Tags) => string | undefined };
}

interface NodeRow extends NodeStanding {
  since: number | undefined;
  tags: Tags;
  read: (measurement: string, series: string, kind?: "age" | "countdown") => Reading;
}

function useNodeRows({ network, columns, since, info }: NodesPageProps): NodeRow[] {
  const nodes = useNodes().filter(({ target }) => target.network === network);
  const measurements = [...columns.flatMap(({ measurement, verdict }) => (verdict ? [measurement, verdict.measurement] : [measurement])), ...(info ? [info.measurement] : []), ...(since ? [since.measurement] : [])];
  const rows = useRows([...new Set(measurements)].map((measurement) => `points/${network}/*/${measurement}`));
  const now = useNow();
  // Of points with tags the newest: after a change the one before may stand for a while.
  const newest = new Map<string, { key: string; point: Point }>();
  for (const [topicText, key, value] of rows) {
    const point = asPoint(value);
    if (point && !(point.t < (newest.get(topicText)?.point.t ?? -Infinity))) newest.set(topicText, { key, point });
  }
  return nodes.map((node): NodeRow => {
    const at = (measurement: string) => newest.get(topic("points", network, node.target.node, measurement));
    const readAt: NodeRow["read"] = (measurement, series, kind) => read(at(measurement)?.point, series, now, kind);
    const begun: Reading | undefined = since && readAt(since.measurement, since.series, "age");
    return { ...node, read: readAt, since: !node.fresh || begun?.stale ? undefined : begun?.value, tags: parseTags((info && at(info.measurement)?.key) ?? "") };
  }).sort((a, b) => worse(a.level, b.level));
}

function numberColumn({ id, title, measurement, series, unit, kind, orAge, thresholds, verdict, coverage, minor }: NumberColumn): TableColumn<NodeRow> {
  const get = (row: NodeRow) => {
    const own = row.read(measurement, series, kind);
    return orAge === undefined ? own : lesserAge(own, row.read(measurement, orAge, "age"));
  };
  return {
    id, title, align: "end", ...(minor ? { minor } : {}), value: (row) => get(row).value,
    show: (row) => {
      const { value, stale } = get(row);
      if (stale) return <s class="muted" title="stale">{showText(value, unit)}</s>;
      const level = verdict ? verdict.level((name) => row.read(verdict.measurement, name)) : judge(value, thresholds);
      return <>{(level === "warn" || level === "crit") && <Shape level={level} label={levelWord[level]} />} {showText(value, unit)}{coverage && <Coverage part={row.read(measurement, coverage.series).value} seconds={coverage.seconds} />}</>;
    },
  };
}

function isPartlyWatched(row: NodeRow, columns: readonly NumberColumn[]): boolean {
  return columns.some(({ measurement, coverage }) => coverage && (row.read(measurement, coverage.series).value ?? 1) < leastCoverage);
}

/** All nodes of a network with the same columns, the worst first. */
export function NodesPage(props: NodesPageProps): JSX.Element {
  const { network, view, links, columns, info } = props;
  const { what } = view;
  const link = useLink();
  const unheard = useUnheard(targetPatterns);
  const rows = useNodeRows(props);
  const heading = `${what[0]!.toUpperCase()}${what.slice(1)}s`;
  const state: PanelState = rows.length > 0 ? { kind: "ok" } : (unheard ?? { kind: "unconfigured", what, snippet: view.snippet });
  return (
    <>
      <div class="page-head">
        <h1>{heading}</h1>
        {links !== undefined && <div class="page-links">{links}</div>}
      </div>
      <Panel title="Nodes" state={state}>
        <DataTable name={heading} urlKey="nodes" filter rows={rows} rowKey={({ target }) => target.node} height={640} columns={[
          { id: "node", title: "Node", value: ({ target }) => target.node, show: ({ target: { node } }) => <a class="cut" href={link(view.nodePage?.(node) ?? network)}>{cut(node, 80)}</a> },
          { id: "state", title: "State", value: ({ word }) => word, show: ({ level, word, since }) => <span class={`level-${level}`}><Shape level={level} label={levelWord[level]} /> {word}{since !== undefined && <span class="muted wide-only"> {ageText(since)}</span>}</span> },
          ...columns.map(numberColumn),
          ...(info ? [{ id: "version", title: "Version", minor: true, value: ({ tags }: NodeRow) => info.version(tags), show: ({ tags }: NodeRow) => cut(info.version(tags) ?? "–", 40) }] : []),
          { id: "problems", title: "Problems", align: "end", minor: true, value: ({ target }) => target.reasons.length },
        ]} />
        {rows.some((row) => isPartlyWatched(row, columns)) && <p class="muted foot">*10 h: of that window nodewatch has watched ten hours.</p>}
      </Panel>
    </>
  );
}
