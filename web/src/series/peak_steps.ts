import { queryRange, type BatchSeries, type Labels, type Steps } from "../api/batch";
import { messageOf } from "../api/http";
import type { Grid } from "./grid";
import type { Line } from "./loader";
import type { Peaks } from "./peaks";

/** Least or greatest values of the steps of a query's series. */
export interface PeakSteps {
  /** Index of the query. */
  query: number;
  into: "min" | "max";
  /** As in Peaks. */
  bound: boolean;
  startMs: number;
  series: readonly BatchSeries[];
}

/** `peaks`: of each query, undefined where none are wanted. What fails is left out: the line alone is shown then. */
export async function askPeaks(peaks: readonly (Peaks | undefined)[], steps: Steps): Promise<PeakSteps[]> {
  const ask = async (query: number, wanted: Peaks, into: "min" | "max"): Promise<PeakSteps> => {
    const result = await queryRange(wanted[into], steps, "peaks").catch((error: unknown) => ({ error: messageOf(error) }));
    return { query, into, bound: wanted.bounds.includes(into), startMs: steps.start * 1000, series: "error" in result ? [] : result.series };
  };
  return Promise.all(peaks.flatMap((wanted, query) => (wanted ? [ask(query, wanted, "min"), ask(query, wanted, "max")] : [])));
}

/** Functions over time leave the name of the metric out. */
function identity(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).filter(([name]) => name !== "__name__").sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Each into the line with the same labels. */
export function putPeaks(grid: Grid, lines: readonly Pick<Line, "query" | "labels">[], peaks: readonly PeakSteps[]): void {
  const columns = new Map(lines.map(({ query, labels }, column) => [`${query} ${identity(labels)}`, column]));
  for (const { query, into, bound, startMs, series } of peaks)
    for (const { metric, values } of series) {
      const column = columns.get(`${query} ${identity(metric)}`);
      if (column === undefined) continue;
      grid.load(column, startMs, values, into);
      if (bound) grid.columns[column]!.bounds.add(into);
    }
}
