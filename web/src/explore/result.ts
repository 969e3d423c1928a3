import { specialNumber } from "../api/json";
import { seriesName } from "../format/text";
import type { QueryResult, Sample } from "../api/prometheus";
import type { Steps } from "../api/batch";
import { askPeaks, type PeakSteps } from "../series/peak_steps";
import { peaksOfSamples } from "../series/peaks";
import { Grid, summary } from "../series/grid";
import type { Loaded } from "../series/loader";
import { newestOf } from "../series/newest";

/** More lines than that are no picture; the table shows all. */
export const drawnLimit = 50;

function value(text: string): number {
  return specialNumber(text) ?? Number(text);
}

function greatest({ points }: Sample): number {
  return points.reduce((max, [, text]) => Math.max(max, Number.isFinite(value(text)) ? value(text) : -Infinity), -Infinity);
}

/**
 * A matrix as a picture; of many series those with the greatest values. Seconds. `everyMs`: how often it is asked for again,
 * undefined for a range that stands still.
 */
export function toLoaded(result: QueryResult, start: number, end: number, step: number, everyMs?: number): Loaded {
  const count = Math.max(2, Math.floor((end - start) / step) + 1);
  const grid = new Grid(start * 1000, step * 1000, count, 0);
  const many = result.samples.length > drawnLimit;
  const drawn = many ? [...result.samples].sort((a, b) => greatest(b) - greatest(a)).slice(0, drawnLimit) : result.samples;
  for (const { points } of drawn) {
    const column = grid.addColumn();
    for (const [time, text] of points) grid.load(column, time * 1000, [value(text)]);
  }
  const lines = drawn.map(({ metric }) => ({ label: seriesName(metric), labels: metric, query: 0, ...(everyMs === undefined ? {} : { intervalMs: everyMs }) }));
  return { grid, lines, left_out: result.samples.length - drawn.length };
}

/** Of more lines than that least and greatest are not asked for. */
const peakLimit = 12;

/**
 * Least and greatest of the steps of a picture, where the expression is a selector: those of others would have to be run for
 * many more moments. Undefined: none are asked for. Seconds.
 */
export async function peaksOfPicture({ lines }: Loaded, expr: string, steps: Steps): Promise<PeakSteps[] | undefined> {
  const peaks = steps.step > 1 && lines.length <= peakLimit ? peaksOfSamples(expr, steps.step) : undefined;
  return peaks && askPeaks([peaks], steps);
}

export interface LegendRow {
  index: number;
  name: string;
  last: number | undefined;
  /** Seconds since the last value, when it should have had a successor. */
  age: number | undefined;
  min: number | undefined;
  mean: number | undefined;
  max: number | undefined;
}

/** `now`: the daemon's clock, unix ms. */
export function legendRows(picture: Loaded, now: number): LegendRow[] {
  return picture.lines.map(({ label }, index) => {
    const s = summary(picture.grid.columns[index]!);
    const newest = newestOf(picture, index, now);
    return { index, name: label, last: s?.last, age: newest?.stale ? (now - newest.t) / 1000 : undefined, min: s?.min, mean: s?.mean, max: s?.max };
  });
}

export interface InstantRow {
  name: string;
  value: string;
}

export function instantRows({ samples, type }: QueryResult): InstantRow[] {
  return samples.map(({ metric, points }) => ({ name: type === "scalar" || type === "string" ? type : seriesName(metric), value: points.at(-1)?.[1] ?? "" }));
}
