import type { ComponentChildren, JSX } from "preact";
import { useMemo, useRef, useState } from "preact/hooks";
import type { BatchSeries } from "../api/batch";
import { dateTime, eventTime, isoTime } from "../format/clock";
import { showText } from "../format/number";
import { cut } from "../format/text";
import { useNow } from "../live/hooks";
import { useHeat, type HeatData, type HeatState } from "../series/use_heat";
import { timeZone } from "../state/settings";
import { useStore } from "../state/store";
import { CellGrid, type Cell, type CellPainter } from "./cell_grid";
import { faint, onPanel } from "./chart_theme";
import { DataTable } from "./data_table";
import { Panel, type PanelState } from "./panel";
import { useWidth } from "./use_width";

/** A row of cells, one value a step; NaN: not known. */
export interface HeatRow {
  name: string;
  values: ArrayLike<number>;
}

interface HeatChartProps {
  title: string;
  /** PromQL for steps of so many seconds. */
  expr: (stepSeconds: number) => string;
  /** How often the series have values, ms. */
  leastStepMs: number;
  /** The uppermost row first. */
  rows: (series: readonly BatchSeries[]) => HeatRow[];
  unit: string;
  /** The value that has the whole hue; the greatest one unless given. */
  full?: number;
  note?: ComponentChildren;
  emptyText: string;
  cause?: string | undefined;
}

const rowHeight = 15;
const leastCell = 4;
/** Even the least value is seen to be one. */
const leastShare = 0.12;
const legendShares = [0, 0.25, 0.5, 0.75, 1];

/** Greatest of all that is known; 0 when nothing is. */
export function greatest(rows: readonly HeatRow[]): number {
  let most = 0;
  for (const { values } of rows) for (let i = 0; i < values.length; i += 1) if (values[i]! > most) most = values[i]!;
  return most;
}

/** How much of the hue a value has, 0 to 1; undefined: not known. Zero is the empty panel. */
export function heatShare(value: number, full: number): number | undefined {
  if (Number.isNaN(value)) return undefined;
  return value <= 0 || full <= 0 ? 0 : leastShare + (1 - leastShare) * Math.min(1, value / full);
}

/** Unix ms of the newest column in which something is known. */
export function newestColumn(rows: readonly HeatRow[], { start, stepMs, count }: Pick<HeatData, "start" | "stepMs" | "count">): number | undefined {
  for (let i = count - 1; i >= 0; i -= 1) if (rows.some(({ values }) => !Number.isNaN(values[i] ?? NaN))) return start + i * stepMs;
  return undefined;
}

function paintShare(share: number | undefined, { ctx, colours, x, y, width, height }: CellPainter): void {
  if (share === undefined) {
    ctx.strokeStyle = faint(colours.levels.stale, 0.35);
    ctx.lineWidth = 1;
    ctx.beginPath();
    ctx.moveTo(x, y + height);
    ctx.lineTo(x + Math.min(width, height), y + height - Math.min(width, height));
    ctx.stroke();
    return;
  }
  ctx.fillStyle = share === 0 ? faint(colours.muted, 0.06) : onPanel(colours.lines[0]!, share, colours);
  ctx.fillRect(x, y, width - (width > 6 ? 1 : 0), height - 1);
}

function stateOf({ data, error, retry }: HeatState, last: number | undefined, now: number, { emptyText, cause }: HeatChartProps): PanelState {
  if (error !== undefined) return { kind: "error", message: error, retry };
  if (!data) return { kind: "loading" };
  if (last === undefined) return { kind: "empty", message: emptyText };
  return data.follows && now - last > 3 * data.stepMs ? { kind: "stale", last, now, cause } : { kind: "ok" };
}

function HeatTable({ title, unit, rows, data }: { title: string; unit: string; rows: readonly HeatRow[]; data: HeatData }): JSX.Element {
  const zone = useStore(timeZone);
  const columns = Array.from({ length: data.count }, (_, i) => data.count - 1 - i);
  const at = (index: number) => data.start + index * data.stepMs;
  return (
    <DataTable name={title} rows={columns} rowKey={String} height={260} columns={[
      { id: "time", title: "Time", value: at, csv: (index) => isoTime(at(index)), show: (index) => dateTime(at(index), zone) },
      ...rows.map(({ name, values }, row) => {
        const value = (index: number) => (Number.isNaN(values[index] ?? NaN) ? undefined : values[index]);
        return { id: `r${row}`, title: cut(name, 60), align: "end" as const, value, show: (index: number) => showText(value(index), unit) };
      }),
    ]} />
  );
}

function Cells({ title, unit, rows, data, full }: { title: string; unit: string; rows: readonly HeatRow[]; data: HeatData; full: number }): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const space = useWidth(box, true);
  const zone = useStore(timeZone);
  const now = useNow();
  const { start, stepMs, count } = data;
  const valueAt = ({ column, row }: Cell) => rows[row]?.values[column] ?? NaN;
  const describe = (cell: Cell) => {
    const value = valueAt(cell);
    return `${dateTime(start + cell.column * stepMs, zone)}, ${cut(rows[cell.row]?.name ?? "", 60)}: ${Number.isNaN(value) ? "no data" : showText(value, unit)}`;
  };
  return (
    <div class="heat-map">
      <ul class="heat-names">{rows.map(({ name }) => <li key={name} class="number" style={{ height: `${rowHeight}px` }}>{cut(name, 30)}</li>)}</ul>
      <div class="heat-cells" ref={box}>
        <CellGrid name={`${title}: ${rows.length} rows, ${count} steps, greatest ${showText(full, unit)}. Arrow keys go from cell to cell.`} columns={count} rows={rows.length}
          width={Math.max(leastCell, Math.floor((space / count) * 10) / 10)} height={rowHeight} version={data} describe={describe}
          paint={(cell, painter) => paintShare(heatShare(valueAt(cell), full), painter)} />
        <p class="heat-axis number muted">
          <span>{eventTime(start, now, zone)}</span>
          <span>0 <svg width="80" height="10" aria-hidden="true">{legendShares.map((share, i) => <rect key={share} x={i * 16} width="15" height="10" class="ramp" style={{ "--share": `${(heatShare(share, 1) ?? 0) * 100}%` }} />)}</svg> {showText(full, unit)}</span>
          <span>{eventTime(start + (count - 1) * stepMs, now, zone)}</span>
        </p>
      </div>
    </div>
  );
}

/** Rows of cells over the page's time range, the darker the more; with its table. */
export function HeatChart(props: HeatChartProps): JSX.Element {
  const { title, expr, leastStepMs, unit, note } = props;
  const now = useNow();
  const [asTable, setAsTable] = useState(false);
  const heat = useHeat(expr, leastStepMs);
  const { data } = heat;
  const rows = useMemo(() => (data ? props.rows(data.series) : []), [data]);
  const state = stateOf(heat, data && newestColumn(rows, data), now, props);
  return (
    <Panel title={title} state={state} note={note} height={180} actions={<button type="button" class="button" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>Table</button>}>
      {data && rows.length > 0 && (asTable ? <HeatTable title={title} unit={unit} rows={rows} data={data} /> : <Cells title={title} unit={unit} rows={rows} data={data} full={props.full ?? greatest(rows)} />)}
    </Panel>
  );
}
