import type { JSX } from "preact";
import { useEventMarks } from "../components/event_marks";
import { TimeSeries } from "../components/time_series";
import { cut, quote } from "../format/text";
import { topic } from "../live/pattern";
import type { Target } from "../live/target";
import { networks, networkTitle } from "../networks";
import { setQuery, usePlace } from "../state/router";

/** More pictures than that on one page help nobody. */
const chartLimit = 12;

interface Choice {
  id: string;
  network: string;
  title: string;
  measurement: string;
  series: string;
  unit: string;
}

function choicesFor(targets: readonly Target[]): Choice[] {
  const present = new Set(targets.map(({ network }) => network));
  return [...networks].filter(([name]) => present.has(name)).flatMap(([network, { headline, columns }]) => [
    { id: headline.series, network, ...headline },
    // An age grows and falls by itself: its picture says little.
    ...columns.filter(({ kind }) => kind === undefined).map(({ label, measurement, series, unit }) => ({ id: series, network, title: label, measurement, series, unit })),
  ]);
}

/** One metric, all nodes that have it, the same time axis. */
export function Compare({ targets }: { targets: readonly Target[] }): JSX.Element | null {
  const marks = useEventMarks();
  const { query } = usePlace();
  const choices = choicesFor(targets);
  const chosen = choices.find(({ id }) => id === query.get("compare")) ?? choices[0];
  if (!chosen) return null;
  const nodes = targets.filter(({ network }) => network === chosen.network);
  return (
    <section aria-label="Compare">
      <div class="section-head">
        <h2>Compare</h2>
        <select class="button" aria-label="Metric to compare" value={chosen.id} onChange={(event) => setQuery({ compare: event.currentTarget.value }, true)}>
          {choices.map(({ id, network, title }) => <option key={id} value={id}>{networkTitle(network)}: {title}</option>)}
        </select>
        {nodes.length > chartLimit && <span class="muted">the first {chartLimit} of {nodes.length} nodes</span>}
      </div>
      <div class="charts">
        {nodes.slice(0, chartLimit).map(({ network, node, lastError }) => (
          <TimeSeries key={`${chosen.id} ${network}/${node}`} title={cut(node, 80)} unit={chosen.unit} height={120} cause={lastError} annotations={marks(network, node)} queries={[{
            expr: `${chosen.series}{network=${quote(network)},node=${quote(node)}}`,
            label: chosen.title,
            live: { topic: topic("points", network, node, chosen.measurement), series: chosen.series },
          }]} />
        ))}
      </div>
    </section>
  );
}
