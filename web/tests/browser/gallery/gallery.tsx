import { render } from "preact";
import { AvailabilityBar } from "../../../src/components/availability_bar";
import { Chart } from "../../../src/components/chart";
import { DataTable } from "../../../src/components/data_table";
import { Panel, type PanelState } from "../../../src/components/panel";
import { StatTile } from "../../../src/components/stat_tile";
import { StateTimeline } from "../../../src/components/state_timeline";
import { TimeSeries } from "../../../src/components/time_series";
import { xrplState } from "../../../src/networks/xrpl";
import { Grid } from "../../../src/series/grid";
import type { Loaded } from "../../../src/series/loader";
import { followTheme } from "../../../src/state/settings";

const now = Date.UTC(2026, 10, 21, 12);
const states: PanelState[] = [
  { kind: "loading" },
  { kind: "ok" },
  { kind: "empty", message: "No samples yet. The first ledger is expected within 5 s." },
  { kind: "unconfigured", what: "Bitcoin node", snippet: "targets:\n  - network: bitcoin\n    name: btc-1" },
  { kind: "stale", last: now - 240_000, now, cause: "Connection refused by 127.0.0.1:5005." },
  { kind: "error", message: "query timed out", retry: () => document.body.setAttribute("data-retried", "yes"), explore: "explore" },
];

function lines(count: number, step: number): Loaded {
  const grid = new Grid(now - 360 * step, step, 361, 0);
  for (let line = 0; line < count; line += 1) {
    const column = grid.addColumn();
    const value = (i: number) => 20 + 6 * line + 4 * Math.sin(i / 17 + line);
    const gap = (i: number) => i > 150 && i < 190;
    grid.load(column, grid.start, Array.from({ length: 361 }, (_, i) => (gap(i) ? NaN : value(i))));
    if (step < 10_000) continue;
    grid.load(column, grid.start, Array.from({ length: 361 }, (_, i) => (gap(i) ? NaN : value(i) - 1 - (i % 7))), "min");
    grid.load(column, grid.start, Array.from({ length: 361 }, (_, i) => (gap(i) ? NaN : value(i) + 1 + (i % 5))), "max");
  }
  return { grid, lines: Array.from({ length: count }, (_, i) => ({ label: `line ${i + 1}`, labels: {}, query: 0 })), left_out: 0 };
}

function availabilityGrid(): Grid {
  const grid = new Grid(now - 86_400_000, 1_800_000, 49, 1);
  grid.load(0, grid.start, Array.from({ length: 49 }, (_, i) => (i < 6 ? NaN : i === 20 || i === 21 ? 0.4 : i === 33 ? 0 : 1)));
  return grid;
}

interface Item {
  name: string;
  score: number | undefined;
}
const items: Item[] = Array.from({ length: 5000 }, (_, i) => ({ name: `node-${i}`, score: i % 10 === 9 ? undefined : (i * 7919) % 1000 }));
const reading = (value: number | undefined, stale = false) => ({ value, t: value === undefined ? undefined : Date.now() - (stale ? 90_000 : 500), stale });

function Gallery() {
  return (
    <main class="main">
      <h1>Gallery</h1>
      <div class="charts">{states.map((state) => <Panel key={state.kind} title={`State ${state.kind}`} state={state} height={90}><p class="picture">the picture</p></Panel>)}</div>
      <div class="tiles" style={{ marginTop: "12px" }}>
        <StatTile label="Fine" reading={reading(99.98)} unit="percent" thresholds={{ direction: "below", warn: 98, crit: 95 }} note="22,118 of 22,123" />
        <StatTile label="Warning" reading={reading(96.3)} unit="percent" thresholds={{ direction: "below", warn: 98, crit: 95 }} note="missed 37" />
        <StatTile label="Critical" reading={reading(21.4)} unit="age" thresholds={{ direction: "above", warn: 10, crit: 20 }} />
        <StatTile label="Stale" reading={reading(100, true)} unit="percent" thresholds={{ direction: "below", warn: 98, crit: 95 }} />
        <StatTile label="No value" reading={reading(undefined)} unit="1" />
        <StatTile label="Memory" reading={reading(39_845_888)} unit="bytes" note="resident" />
      </div>
      <div class="charts">
        <Panel title="Threshold, events and a gap" state={{ kind: "ok" }}><Chart title="One line" loaded={lines(1, 5000)} version={0} height={160} unit="1/s" thresholds={{ direction: "above", warn: 22, crit: 24 }} annotations={[{ t: now - 900_000, text: "restart", level: "warn" }, { t: now - 300_000, text: "version", level: "info" }]} /></Panel>
        <Panel title="Two lines with least and greatest" state={{ kind: "ok" }}><Chart title="Two lines" loaded={lines(2, 60_000)} version={0} height={160} unit="1" /></Panel>
        <Panel title="Nine lines" state={{ kind: "ok" }}><Chart title="Nine lines" loaded={lines(9, 5000)} version={0} height={160} unit="seconds" /></Panel>
        <Panel title="Availability" state={{ kind: "ok" }}><AvailabilityBar grid={availabilityGrid()} name="Availability" now={now} zone="utc" /></Panel>
        <StateTimeline title="State of the node" query={{ expr: "xrpl_validator_state_value", label: "state" }} names={xrplState} />
        <TimeSeries title="Peers from the daemon" unit="1" queries={[{ expr: 'xrpl_peer_count{node="val-1"}', label: "peers" }]} />
      </div>
      <Panel title="A large table" state={{ kind: "ok" }}>
        <DataTable name="Large" urlKey="large" filter rows={items} rowKey={({ name }) => name} height={300} columns={[
          { id: "name", title: "Name", value: ({ name }) => name },
          { id: "score", title: "Score", align: "end", value: ({ score }) => score },
        ]} />
      </Panel>
    </main>
  );
}

followTheme();
const root = document.getElementById("app");
if (root) render(<Gallery />, root);
