import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { showText } from "../format/number";
import { cut } from "../format/text";
import { dateTime } from "../format/clock";
import { serverNow } from "../live/client";
import { useLink } from "../state/router";
import { timeZone } from "../state/settings";
import { useStore } from "../state/store";
import { setRange } from "../state/time_range";
import { summary } from "../series/grid";
import type { Loaded, SeriesQuery } from "../series/loader";
import { useSeries, type SeriesState } from "../series/use_series";
import { spanRange } from "../time/range";
import { announce } from "./announcer";
import { ChartCanvas } from "./chart_canvas";
import { describeChart, type AxisRules } from "./chart_data";
import { chartKey, type ChartCursor } from "./chart_keys";
import type { Annotation } from "./chart_options";
import { setPin, usePin } from "./chart_pin";
import { ChartLegend } from "./chart_legend";
import { ChartTable } from "./chart_table";
import { downloadCsv } from "./csv_download";
import { MoreIcon } from "./icons";
import { Panel, type PanelState } from "./panel";
import { Popover } from "./popover";
import type { Thresholds } from "./threshold";

export interface TimeSeriesProps extends AxisRules {
  title: string;
  queries: readonly SeriesQuery[];
  thresholds?: Thresholds | undefined;
  annotations?: readonly Annotation[];
  log?: boolean;
  /** Of the plot, px. */
  height?: number;
  /** What to say while nothing came yet. */
  emptyText?: string;
}

function stateOf({ status, loaded, error, retry }: SeriesState, emptyText: string, explore: string): PanelState {
  if (status === "error") return { kind: "error", message: error ?? "", retry, explore };
  if (!loaded) return { kind: "loading" };
  const known = loaded.grid.columns.some((column) => summary(column) !== undefined);
  return known ? { kind: "ok" } : { kind: "empty", message: emptyText };
}

/** Lines over the page's time range in a panel of their own. */
export function TimeSeries(props: TimeSeriesProps): JSX.Element {
  const { title, queries, height = 160, emptyText = "No samples in this time range." } = props;
  const series = useSeries(queries);
  const link = useLink();
  const [asTable, setAsTable] = useState(false);
  const explore = link("explore", Object.fromEntries(queries.map(({ expr }, i) => [`g${i}.expr`, expr])));
  const { loaded } = series;
  return (
    <Panel title={title} state={stateOf(series, emptyText, explore)} height={height + 24} class="panel-chart"
      note={loaded && loaded.left_out > 0 ? `${loaded.lines.length} of ${loaded.lines.length + loaded.left_out} series` : undefined}
      actions={
        <Popover button={<MoreIcon />} label={`Actions for ${title}`} align="end" class="menu-box">
          {(close: () => void) => (
            <div class="menu">
              <button type="button" onClick={() => { setAsTable(!asTable); close(); }}>{asTable ? "Show chart" : "Show table"}</button>
              <button type="button" disabled={!loaded} onClick={() => { if (loaded) downloadCsv(title, chartCsv(loaded)); close(); }}>Download CSV</button>
              <a href={explore}>Open in Explore</a>
            </div>
          )}
        </Popover>
      }>
      {loaded && (asTable ? <ChartTable title={title} loaded={loaded} unit={props.unit} /> : <Chart {...props} height={height} loaded={loaded} version={series.version} />)}
    </Panel>
  );
}

const noAnnotations: readonly Annotation[] = [];

interface ChartProps extends AxisRules {
  title: string;
  loaded: Loaded;
  version: number;
  height: number;
  log?: boolean;
  thresholds?: Thresholds | undefined;
  annotations?: readonly Annotation[];
  /** Lines are put on each other; the legend tells the value of each, and the sum. */
  stacked?: boolean;
  legend?: boolean;
}

/** The picture with its legend and its keyboard, without a panel. */
export function Chart({ title, loaded, version, height, unit, min, max, log = false, thresholds, annotations = noAnnotations, stacked = false, legend = true }: ChartProps): JSX.Element {
  const zone = useStore(timeZone);
  const [pointer, setPointer] = useState<number>();
  const [keyboard, setKeyboard] = useState<ChartCursor>();
  const [hidden, setHidden] = useState<ReadonlySet<number>>(new Set());
  const pin = usePin();
  const { grid, lines } = loaded;
  const pinned = pin === undefined ? undefined : grid.stepOf(pin);

  // A second click anywhere frees the pin; the keyboard moves it.
  const pick = (index: number) => setPin(pinned === undefined || (keyboard !== undefined && pinned !== index) ? grid.timeAt(index) : undefined);
  const zoom = (from: number, to: number) => setRange(spanRange({ from, to }));
  const say = ({ index, line, brush }: ChartCursor) => {
    const value = grid.columns[line]?.last[index];
    const text = value === undefined || Number.isNaN(value) ? "no data" : showText(value, unit);
    announce(`${dateTime(grid.timeAt(index), zone)}, ${cut(lines[line]?.label ?? "", 80)}: ${text}${brush === undefined ? "" : ", brush started"}`, true);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const last = Math.min(grid.count - 1, Math.floor((serverNow() - grid.start) / grid.stepMs));
    const start = keyboard ?? { index: last, line: 0, brush: undefined };
    const action = chartKey(event.key, event.shiftKey, start, grid.count, lines.length);
    // Without a cursor Escape is for the page.
    if (!action || ("leave" in action && !keyboard)) return;
    event.preventDefault();
    event.stopPropagation();
    if ("cursor" in action) {
      setKeyboard(action.cursor);
      say(action.cursor);
    } else if ("pin" in action) pick(action.pin);
    else {
      setKeyboard(undefined);
      if ("zoom" in action) zoom(grid.timeAt(action.zoom[0]), grid.timeAt(action.zoom[1]));
    }
  };

  return (
    <div class={pinned === undefined ? "chart" : "chart chart-pinned"}>
      <div class="chart-focus" role="img" tabIndex={0} aria-label={describeChart(title, unit, loaded, stacked)} onKeyDown={onKey}
        onBlur={() => setKeyboard(undefined)}>
        <ChartCanvas loaded={loaded} version={version} height={height} unit={unit} min={min} max={max} log={log} stacked={stacked} thresholds={thresholds}
          annotations={annotations} pin={pin} hidden={hidden} cursor={keyboard?.index} onCursor={setPointer} onPick={pick} onZoom={zoom} />
      </div>
      {legend && <ChartLegend stacked={stacked} loaded={loaded} unit={unit} index={keyboard?.index ?? pinned ?? pointer} pinned={pinned !== undefined && !keyboard} hidden={hidden} chosen={keyboard?.line} onHidden={setHidden} />}
    </div>
  );
}

export function chartCsv({ grid, lines }: Loaded): (string | number)[][] {
  const rows: (string | number)[][] = [["time", ...lines.map(({ label }) => label)]];
  for (let i = 0; i < grid.count; i += 1) {
    const values = grid.columns.map(({ last }) => (Number.isNaN(last[i]!) ? "" : last[i]!));
    if (values.some((v) => v !== "")) rows.push([new Date(grid.timeAt(i)).toISOString(), ...values]);
  }
  return rows;
}
