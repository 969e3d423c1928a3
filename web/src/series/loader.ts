import { queryRange, seriesOf, type Labels, type Steps } from "../api/batch";
import { Grid, stepFor } from "./grid";
import { askPeaks, putPeaks } from "./peak_steps";
import { peaksOf, type Peaks } from "./peaks";
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

/** How often a series has values, ms: longer steps hide some of them. */
export type IntervalOf = (query: SeriesQuery) => number;

function peaksWanted(query: SeriesQuery, { step }: Steps, intervalOf: IntervalOf): Peaks | undefined {
  return step * 1000 > intervalOf(query) ? peaksOf(query.expr, step) : undefined;
}

/** The steps of a grid that are over. */
function knownSteps({ start, end, stepMs }: Grid, now: number): Steps {
  return toSteps(start, Math.max(start, Math.min(end, Math.floor(now / stepMs) * stepMs)), stepMs);
}

/** The steps of the last `reachMs` that are over. */
function newestSteps({ start, stepMs }: Grid, now: number, reachMs: number): Steps {
  const end = Math.floor(now / stepMs) * stepMs;
  return toSteps(Math.max(start, end - Math.ceil(reachMs / stepMs) * stepMs), end, stepMs);
}

/** The picture of a span: all queries at once, each series a column. `now`: nothing is known after it. */
export async function load(queries: readonly SeriesQuery[], span: Span, points: number, now: number): Promise<Loaded> {
  const { stepMs, start, count } = alignedSteps(span, points);
  const grid = new Grid(start, stepMs, count, 0);
  const lines: Line[] = [];
  let left_out = 0;
  const steps = knownSteps(grid, now);
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
  return { grid, lines, left_out };
}

/** The steps of the last `reachMs` of what has no live values; false when the lines changed and all must be loaded anew. */
export async function loadTail(queries: readonly SeriesQuery[], loaded: Loaded, now: number, reachMs: number): Promise<boolean> {
  const { grid, lines } = loaded;
  const steps = newestSteps(grid, now, reachMs);
  const answers = await Promise.all(queries.map(({ expr, live }) => (live ? undefined : queryRange(expr, steps))));
  let complete = true;
  for (const [index, answer] of answers.entries()) {
    for (const { metric, values } of answer ? seriesOf(answer) : []) {
      const label = labelOf(queries[index]!, metric);
      const column = lines.findIndex((line) => line.query === index && line.label === label);
      if (column >= 0) grid.load(column, steps.start * 1000, values);
      else if (lines.length < lineLimit) complete = false;
    }
  }
  return complete;
}

/**
 * Least and greatest of the steps of a picture: of all, or of the last `reachMs` of what has no live values. What fails
 * leaves the lines as they are. False when there was nothing to ask for.
 */
export async function loadPeaks(queries: readonly SeriesQuery[], { grid, lines }: Loaded, now: number, intervalOf: IntervalOf, reachMs?: number): Promise<boolean> {
  const steps = reachMs === undefined ? knownSteps(grid, now) : newestSteps(grid, now, reachMs);
  const wanted = queries.map((query) => (reachMs !== undefined && query.live ? undefined : peaksWanted(query, steps, intervalOf)));
  if (wanted.every((peaks) => !peaks)) return false;
  putPeaks(grid, lines, await askPeaks(wanted, steps));
  return true;
}
