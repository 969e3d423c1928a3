import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { AvailabilityBar } from "../components/availability_bar";
import { EmptyState } from "../components/panel";
import { Shape, levelWord, worse, type Level } from "../components/shape";
import { Spark } from "../components/spark";
import { judge } from "../components/threshold";
import { ageText, show } from "../format/number";
import { cut, quote } from "../format/text";
import { read, useNodePoints, useNow, type Reading } from "../live/hooks";
import { topic } from "../live/pattern";
import type { Target } from "../live/target";
import { networks, networkTitle } from "../networks";
import type { KeyColumn, NetworkView, PointsOf } from "../networks/network";
import { useSeries } from "../series/use_series";
import { targetLevel } from "../shell/problems";
import { useLink } from "../state/router";
import { timeZone } from "../state/settings";
import { useStore } from "../state/store";
import { nodeLink } from "./node_link";

const lastDay = { from: "now-24h", to: "now" };

/** Rows by severity, then by name. */
export function NodeRows({ targets }: { targets: readonly Target[] }): JSX.Element {
  const sorted = [...targets].sort((a, b) => worse(targetLevel(a), targetLevel(b)));
  return (
    <section class="panel" aria-label="Nodes">
      <header class="panel-head"><h2>Nodes</h2><div class="panel-note">availability of the last 24 h</div></header>
      {sorted.length === 0 && <EmptyState>No node has this name.</EmptyState>}
      <ul class="nodes">
        {sorted.map((target) => {
          const view = networks.get(target.network);
          const key = `${target.network}/${target.node}`;
          return view ? <NodeRow key={key} target={target} view={view} /> : <PlainRow key={key} target={target} />;
        })}
      </ul>
    </section>
  );
}

function NodeName({ target, level, word, stale }: { target: Target; level: Level; word: string; stale?: Reading | undefined }): JSX.Element {
  const link = useLink();
  const now = useNow();
  return (
    <div class="node-name">
      <Shape level={level} label={levelWord[level]} />
      <a href={nodeLink(target, link)} title={target.node.slice(0, 2000)}>{cut(target.node, 80)}</a>
      <span class="node-network">{networkTitle(target.network)}</span>
      <span class={`node-state level-${level}`}>{word}{stale?.t !== undefined && ` ${ageText((now - stale.t) / 1000)}`}</span>
    </div>
  );
}

/** A network of which the UI knows only that it is watched. */
function PlainRow({ target }: { target: Target }): JSX.Element {
  return <li class="node-row"><NodeName target={target} level={targetLevel(target)} word={target.state} /></li>;
}

function Key({ column, points }: { column: KeyColumn; points: PointsOf }): JSX.Element {
  const now = useNow();
  const reading = read(points(column.measurement), column.series, now, column.kind);
  const level = reading.stale ? "stale" : judge(reading.value, column.thresholds);
  const shown = show(reading.value, column.unit);
  const text = column.text && reading.value !== undefined ? column.text(reading.value) : `${shown.value}${shown.unit && ` ${shown.unit}`}`;
  const marked = level === "warn" || level === "crit";
  return (
    <div class={`key ${level ? `key-${level}` : ""}`}>
      <span class="key-label">{column.label}</span>
      <span class="number">{marked && <Shape level={level} label={levelWord[level]} />} {text}</span>
    </div>
  );
}

function NodeRow({ target, view }: { target: Target; view: NetworkView }): JSX.Element {
  const { network, node } = target;
  const now = useNow();
  const zone = useStore(timeZone);
  const measurements = [view.state.measurement, ...view.columns.map(({ measurement }) => measurement)];
  const points = useNodePoints(network, node, [...new Set(measurements)]);
  const state = read(points(view.state.measurement), view.state.series, now);
  const matcher = `{network=${quote(network)},node=${quote(node)}}`;
  const { headline } = view;
  const spark = useSeries([{
    expr: headline.series + matcher, label: headline.title,
    live: { topic: topic("points", network, node, headline.measurement), series: headline.series },
  }], 120);
  const up = useSeries([{ expr: `avg_over_time(${view.up}${matcher}[30m])`, label: "up" }], 48, lastDay);
  // Drawn when they change, not each second with the ages.
  const sparkPicture = useMemo(() => <Spark column={spark.loaded?.grid.columns[0]} unit={headline.unit} name={headline.title} />, [spark.loaded, spark.version]);
  const minute = Math.floor(now / 60_000);
  const upPicture = useMemo(() => <AvailabilityBar grid={up.loaded?.grid} name="Availability of the last 24 h" now={now} zone={zone} />, [up.loaded, up.version, minute, zone]);
  const name = state.value === undefined ? undefined : view.state.name(state.value);
  const level: Level = state.stale ? "stale" : targetLevel(target);
  const word = state.stale ? "stale" : (name?.text ?? target.state);
  return (
    <li class="node-row" data-node={cut(node, 80)} data-level={level}>
      <NodeName target={target} level={level} word={word} stale={state.stale ? state : undefined} />
      <div class="keys-row">{view.columns.map((column) => <Key key={column.series} column={column} points={points} />)}</div>
      <div class="key node-spark"><span class="key-label">{headline.title}</span>{sparkPicture}</div>
      <div class="key node-availability"><span class="key-label">available</span>{upPicture}</div>
    </li>
  );
}
