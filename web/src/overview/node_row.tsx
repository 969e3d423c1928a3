import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { AvailabilityBar } from "../components/availability_bar";
import { Coverage } from "../components/coverage";
import { EmptyState } from "../components/panel";
import { Shape, levelWord, worse } from "../components/shape";
import { Spark } from "../components/spark";
import { judge } from "../components/threshold";
import { ageText, show } from "../format/number";
import { cut, quote } from "../format/text";
import { lesserAge, read, useNodePoints, useNow } from "../live/hooks";
import { topic } from "../live/pattern";
import { networks, networkTitle } from "../networks";
import type { KeyColumn, NetworkView, PointsOf } from "../networks/network";
import type { NodeStanding } from "../networks/standing";
import { newestOf, newestWord } from "../series/newest";
import { useSeries } from "../series/use_series";
import { useLink } from "../state/router";
import { timeZone } from "../state/settings";
import { useStore } from "../state/store";
import { nodeLink } from "./node_link";

const lastDay = { from: "now-24h", to: "now" };

/** Of one network; of what is watched by the hundred the rest stands on its own page. */
const rowsOfNetwork = 12;

/** By severity, then by name; of each network the first `most`, and how many more it has. */
export function firstRows(nodes: readonly NodeStanding[], most: number): { shown: NodeStanding[]; more: [network: string, count: number][] } {
  const counts = new Map<string, number>();
  const shown = [...nodes].sort((a, b) => worse(a.level, b.level)).filter(({ target: { network } }) => {
    const count = (counts.get(network) ?? 0) + 1;
    counts.set(network, count);
    return count <= most;
  });
  return { shown, more: [...counts].flatMap(([network, count]) => (count > most ? [[network, count - most] as [string, number]] : [])) };
}

/** The worst first; below them the files that are told of among them. */
export function NodeRows({ nodes, files }: { nodes: readonly NodeStanding[]; files: readonly NodeStanding[] }): JSX.Element {
  const link = useLink();
  const { shown, more } = firstRows(nodes, rowsOfNetwork);
  return (
    <section class="panel" aria-label="Nodes">
      <header class="panel-head"><h2>Nodes</h2><div class="panel-note">availability of the last 24 h</div></header>
      {shown.length === 0 && files.length === 0 && <EmptyState>No node has this name.</EmptyState>}
      <ul class="nodes">
        {shown.map((node) => {
          const view = networks.get(node.target.network);
          const key = `${node.target.network}/${node.target.node}`;
          return view ? <NodeRow key={key} node={node} view={view} /> : <PlainRow key={key} node={node} />;
        })}
        {more.map(([network, count]) => <li key={network} class="node-more"><a href={link(networks.has(network) ? network : "self-health")}>{count} more of {networkTitle(network)}, none of them worse than these</a></li>)}
        {files.map(({ target, level, file }) => <li key={target.node} class="node-more"><Shape level={level} label={levelWord[level]} /> <a href={nodeLink(target, link)} title={target.node.slice(0, 2000)}>{cut(target.node, 80)}</a> <span class="muted">{file}</span></li>)}
      </ul>
    </section>
  );
}

function NodeName({ node: { target, level, word, heard } }: { node: NodeStanding }): JSX.Element {
  const link = useLink();
  const now = useNow();
  return (
    <div class="node-name">
      <Shape level={level} label={levelWord[level]} />
      <a href={nodeLink(target, link)} title={target.node.slice(0, 2000)}>{cut(target.node, 80)}</a>
      <span class="node-network">{networkTitle(target.network)}</span>
      <span class={`node-state level-${level}`}>{word}{level === "stale" && heard !== undefined && ` ${ageText((now - heard) / 1000)}`}</span>
    </div>
  );
}

/** A network of which the UI knows only that it is watched. */
function PlainRow({ node }: { node: NodeStanding }): JSX.Element {
  return <li class="node-row" data-node={cut(node.target.node, 80)} data-level={node.level}><NodeName node={node} /></li>;
}

function Key({ column, points }: { column: KeyColumn; points: PointsOf }): JSX.Element {
  const now = useNow();
  const { coverage } = column;
  const point = points(column.measurement);
  const own = read(point, column.series, now, column.kind);
  const reading = column.orAge === undefined ? own : lesserAge(own, read(point, column.orAge, now, "age"));
  const level = reading.stale ? "stale" : judge(reading.value, column.thresholds);
  const shown = show(reading.value, column.unit);
  const text = column.text && reading.value !== undefined ? column.text(reading.value) : `${shown.value}${shown.unit && ` ${shown.unit}`}`;
  const marked = level === "warn" || level === "crit";
  return (
    <div class={`key ${level ? `key-${level}` : ""}`}>
      <span class="key-label">{column.label}</span>
      <span class="number">{marked && <Shape level={level} label={levelWord[level]} />} {text}{coverage && <Coverage part={read(point, coverage.series, now).value} seconds={coverage.seconds} />}</span>
    </div>
  );
}

function NodeRow({ node: standing, view }: { node: NodeStanding; view: NetworkView }): JSX.Element {
  const { network, node } = standing.target;
  const now = useNow();
  const zone = useStore(timeZone);
  const points = useNodePoints(network, node, [...new Set(view.columns.map(({ measurement }) => measurement))]);
  const matcher = `{network=${quote(network)},node=${quote(node)}}`;
  const { headline } = view;
  const spark = useSeries([{
    expr: headline.series + matcher, label: headline.title,
    live: { topic: topic("points", network, node, headline.measurement), series: headline.series },
  }], { points: 120, peaks: true });
  const up = useSeries([{ expr: `avg_over_time(${view.up}${matcher}[30m])`, label: "up" }], { points: 48, range: lastDay });
  // Drawn when they change, not each second with the ages.
  const word = newestWord(spark.loaded?.lines[0] && newestOf(spark.loaded, 0, now));
  const sparkPicture = useMemo(() => <Spark column={spark.loaded?.grid.columns[0]} unit={headline.unit} name={headline.title} word={word} />, [spark.loaded, spark.version, word]);
  const minute = Math.floor(now / 60_000);
  const upPicture = useMemo(() => <AvailabilityBar grid={up.loaded?.grid} name="Availability of the last 24 h" now={now} zone={zone} />, [up.loaded, up.version, minute, zone]);
  return (
    <li class="node-row" data-node={cut(node, 80)} data-level={standing.level}>
      <NodeName node={standing} />
      <div class="keys-row">{view.columns.map((column) => <Key key={column.series} column={column} points={points} />)}</div>
      <div class="key node-spark"><span class="key-label">{headline.title}</span>{sparkPicture}</div>
      <div class="key node-availability"><span class="key-label">available</span>{upPicture}</div>
    </li>
  );
}
