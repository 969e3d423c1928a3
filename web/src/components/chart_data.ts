import type { AlignedData } from "uplot";
import type { Loaded } from "../series/loader";
import type { Annotation } from "./chart_options";
import { summary } from "../series/grid";
import { newestOf, newestWord } from "../series/newest";
import { isoTime } from "../format/clock";
import { showText } from "../format/number";
import { cut } from "../format/text";

/** uPlot wants seconds, and null where nothing is known. Loops, for live charts do it with thousands of values a second. */
function nullable(values: Float64Array): (number | null)[] {
  const all = new Array<number | null>(values.length);
  for (let i = 0; i < all.length; i += 1) {
    const value = values[i]!;
    all[i] = Number.isFinite(value) ? value : null;
  }
  return all;
}

function timesOf({ start, stepMs, count }: Loaded["grid"]): number[] {
  const times = new Array<number>(count);
  for (let i = 0; i < count; i += 1) times[i] = (start + i * stepMs) / 1000;
  return times;
}

/** Lines of which steps hide something: least and greatest are told of these. */
export function linesWithPeaks({ grid, lines }: Loaded): number[] {
  // In a step of a second two values are a chance of their times.
  if (grid.stepMs <= 1000) return [];
  return [...lines.keys()].filter((line) => {
    const { min, max } = grid.columns[line]!;
    return min.some((low, i) => low < max[i]!);
  });
}

/** Bands of more lines than that lie over each other. */
const bandLimit = 4;

/** Lines behind which a band from the least to the greatest is drawn. */
export function linesWithBands(loaded: Loaded): number[] {
  return loaded.lines.length <= bandLimit ? linesWithPeaks(loaded) : [];
}

/** Times, then each line; then for lines with an envelope max and min. */
export function chartData(loaded: Loaded, envelopes: readonly number[]): AlignedData {
  const { grid } = loaded;
  const times = timesOf(grid);
  const data: (number | null)[][] = grid.columns.map(({ last }) => nullable(last));
  for (const column of envelopes) data.push(nullable(grid.columns[column]!.max), nullable(grid.columns[column]!.min));
  return [times, ...data];
}

export interface AxisRules {
  unit: string;
  min?: number | undefined;
  max?: number | undefined;
  /** Where the axis ends when values go beyond: they are cut. */
  most?: number | undefined;
  /** Numbers that count from long ago: the axis begins near the least of them, not at 0. */
  tight?: boolean | undefined;
}

/**
 * Range of the y axis. Percentages end at 100 and start at 95 or the least value; amounts start at 0; a constant line
 * is not blown up. `low`, `high`: of what is shown, NaN when nothing is.
 */
export function axisRange(low: number, high: number, { unit, min, max, most = Infinity, tight = false }: AxisRules): [number, number] {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return [min ?? 0, max ?? (unit === "percent" ? 100 : 1)];
  if (unit === "percent") return [min ?? Math.min(95, Math.floor(low)), max ?? Math.max(100, Math.ceil(high))];
  if (tight) {
    const room = Math.max(1, (high - low) * 0.08);
    return [min ?? low - room, max ?? high + room];
  }
  const bottom = min ?? Math.min(0, low);
  const top = max ?? Math.min(most, high > bottom ? high + (high - bottom) * 0.08 : bottom + 1);
  return [bottom, top];
}

/** What a screen reader says of the chart. `now`: unix ms. */
export function describeChart(title: string, unit: string, loaded: Loaded | undefined, { stacked, annotations, now }: { stacked: boolean; annotations: readonly Annotation[]; now: number }): string {
  const kind = stacked ? "stacked chart" : "line chart";
  if (!loaded || loaded.lines.length === 0) return `${title}, ${kind}, no data`;
  const parts = loaded.lines.slice(0, 4).map(({ label }, i) => {
    const s = summary(loaded.grid.columns[i]!);
    if (!s) return `${cut(label, 80)} no data`;
    return `${cut(label, 80)} ${newestWord(newestOf(loaded, i, now))} ${showText(s.last, unit)}, min ${showText(s.min, unit)}, max ${showText(s.max, unit)}`;
  });
  const happened = annotations.filter(({ t }) => loaded.grid.stepOf(t) !== undefined).length;
  return `${title}, ${kind}, ${loaded.grid.count} points: ${parts.join("; ")}${happened === 0 ? "" : `; ${happened} ${happened === 1 ? "event" : "events"}`}`;
}

export interface TableRow {
  /** Unix ms. */
  time: number;
  /** Of each line; NaN: unknown. */
  values: number[];
  min: number[];
  max: number[];
  /** What happened in this step. */
  events: readonly Annotation[];
}

/** The table behind the chart: newest first, only steps where something is known or happened. */
export function tableRows({ grid }: Loaded, annotations: readonly Annotation[]): TableRow[] {
  const happened = annotations.map((mark) => ({ mark, step: grid.stepOf(mark.t) })).filter(({ step }) => step !== undefined);
  const rows: TableRow[] = [];
  for (let i = grid.count - 1; i >= 0; i -= 1) {
    const values = grid.columns.map(({ last }) => last[i]!);
    const events = happened.filter(({ step }) => step === i).map(({ mark }) => mark);
    if (events.length === 0 && values.every((v) => Number.isNaN(v))) continue;
    rows.push({ time: grid.timeAt(i), values, min: grid.columns.map(({ min }) => min[i]!), max: grid.columns.map(({ max }) => max[i]!), events });
  }
  return rows;
}

export interface ValueColumn {
  id: string;
  title: string;
  /** NaN: unknown. */
  value: (row: TableRow) => number;
}

/** The value of each line, with its least and greatest where steps hide something and these occurred. A sum of lines has none of its own. */
export function valueColumns(loaded: Loaded, stacked: boolean): ValueColumn[] {
  const withPeaks = new Set(stacked ? [] : linesWithPeaks(loaded));
  const told = (line: number, what: "min" | "max") => withPeaks.has(line) && !loaded.grid.columns[line]!.bounds.has(what);
  return loaded.lines.flatMap(({ label }, i): ValueColumn[] => [
    { id: `v${i}`, title: label, value: ({ values }) => values[i]! },
    ...(told(i, "min") ? [{ id: `min${i}`, title: `${label} min`, value: ({ min }: TableRow) => min[i]! }] : []),
    ...(told(i, "max") ? [{ id: `max${i}`, title: `${label} max`, value: ({ max }: TableRow) => max[i]! }] : []),
  ]);
}

/** For a file: the same rows, oldest first. */
export function chartCsv(loaded: Loaded, annotations: readonly Annotation[]): (string | number)[][] {
  const columns = valueColumns(loaded, false);
  const rows = tableRows(loaded, annotations).reverse();
  const withEvents = rows.some(({ events }) => events.length > 0);
  return [
    ["time", ...columns.map(({ title }) => title), ...(withEvents ? ["events"] : [])],
    ...rows.map((row) => [
      isoTime(row.time), ...columns.map(({ value }) => (Number.isNaN(value(row)) ? "" : value(row))), ...(withEvents ? [row.events.map(({ text }) => text).join("; ")] : []),
    ]),
  ];
}
