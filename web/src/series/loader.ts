import { queryRange, seriesOf, type Labels, type Steps } from "../api/batch";
import { Grid, stepFor } from "./grid";
import type { Span } from "../time/range";

/** One line or several of a chart. */
export interface SeriesQuery {
  /** PromQL. */
  expr: string;
  /** Name of the line, or made from the labels when the expression gives several. */
  label: string | ((labels: Labels) => string);
  /** The series of which the board has live values. Only for an `expr` that selects just this series. */
  live?: { topic: string; key?: string; series: string } | undefined;
}

export interface Line {
  label: string;
  labels: Labels;
  query: number;
  /** How often values are due, ms, in a range that follows the clock; undefined where it stands still. */
  intervalMs?: number;
}

export interface Loaded {
  grid: Grid;
  lines: Line[];
  /** Series beyond the limit of lines. */
  left_out: number;
}

/** More lines than that nobody tells apart. */
export const lineLimit = 12;

/** From this step on a line alone hides peaks of a second: least and greatest are asked for as well. */
const envelopeFromMs = 10_000;

function labelOf(query: SeriesQuery, labels: Labels): string {
  return typeof query.label === "string" ? query.label : query.label(labels);
}

export function alignedSteps(span: Span, points: number): { stepMs: number; start: number; count: number } {
  const stepMs = stepFor(span.to - span.from, points);
  const start = Math.floor(span.from / stepMs) * stepMs;
  return { stepMs, start, count: Math.ceil(span.to / stepMs) - start / stepMs + 1 };
}

function toSteps(start: number, end: number, stepMs: number): Steps {
  return { start: start / 1000, end: end / 1000, step: stepMs / 1000 };
}

/** The picture of a span: all queries at once, each series a column. `now`: nothing is known after it. */
export async function load(queries: readonly SeriesQuery[], span: Span, points: number, now: number): Promise<Loaded> {
  const { stepMs, start, count } = alignedSteps(span, points);
  const end = Math.min(start + (count - 1) * stepMs, Math.floor(now / stepMs) * stepMs);
  const grid = new Grid(start, stepMs, count, 0);
  const lines: Line[] = [];
  let left_out = 0;
  const steps = toSteps(start, Math.max(start, end), stepMs);
  const answers = await Promise.all(queries.map(({ expr }) => queryRange(expr, steps)));
  for (const [index, answer] of answers.entries()) {
    const query = queries[index]!;
    const series = seriesOf(answer);
    for (const { metric, values } of series) {
      if (lines.length >= lineLimit) left_out += 1;
      else {
        grid.load(grid.addColumn(), start, values);
        lines.push({ label: labelOf(query, metric), labels: metric, query: index });
      }
    }
    if (series.length > 0 || !query.live || lines.length >= lineLimit) continue;
    // No history yet: the column waits for live values.
    grid.addColumn();
    lines.push({ label: labelOf(query, {}), labels: {}, query: index });
  }
  if (stepMs >= envelopeFromMs) await loadEnvelope(queries, grid, lines, steps);
  return { grid, lines, left_out };
}

async function loadEnvelope(queries: readonly SeriesQuery[], grid: Grid, lines: readonly Line[], steps: Steps): Promise<void> {
  const window = `${steps.step}s`;
  const ask = async (column: number, expr: string, into: "min" | "max") => {
    const result = await queryRange(`${into}_over_time(${expr}[${window}])`, steps);
    if ("error" in result || !result.series[0]) return;
    grid.load(column, steps.start * 1000, result.series[0].values, into);
  };
  await Promise.all(
    lines.flatMap(({ query }, column) => {
      const { expr, live } = queries[query]!;
      return live ? [ask(column, expr, "min"), ask(column, expr, "max")] : [];
    }),
  );
}

/** The newest steps of what has no live values; false when the lines changed and all must be loaded anew. */
export async function loadTail(queries: readonly SeriesQuery[], loaded: Loaded, now: number): Promise<boolean> {
  const { grid, lines } = loaded;
  const end = Math.floor(now / grid.stepMs) * grid.stepMs;
  const start = Math.max(grid.start, end - 3 * grid.stepMs);
  const steps = toSteps(start, end, grid.stepMs);
  const polled = queries.flatMap((query, index) => (query.live ? [] : [{ query, index }]));
  const answers = await Promise.all(polled.map(({ query }) => queryRange(query.expr, steps)));
  let complete = true;
  for (const [i, answer] of answers.entries()) {
    for (const { metric, values } of seriesOf(answer)) {
      const label = labelOf(polled[i]!.query, metric);
      const column = lines.findIndex((line) => line.query === polled[i]!.index && line.label === label);
      if (column >= 0) grid.load(column, start, values);
      else if (lines.length < lineLimit) complete = false;
    }
  }
  return complete;
}
