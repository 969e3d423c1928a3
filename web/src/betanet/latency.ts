import type { BatchSeries } from "../api/batch";
import type { HeatRow } from "../components/heat_chart";
import { showText } from "../format/number";

/** "100 ms – 250 ms", "above 5 s" */
export function bucketText(low: number, high: number): string {
  return high === Infinity ? `above ${showText(low, "seconds")}` : `${showText(low, "seconds")} – ${showText(high, "seconds")}`;
}

/**
 * Counts of each bucket alone, the slowest first. `series`: of a histogram, each with all that lies below its bound. A step
 * that some bucket does not have is not known. Counts over a window are a little off: they are whole here, and never below 0.
 */
export function bucketRows(series: readonly BatchSeries[]): HeatRow[] {
  const bounds = series.map(({ metric, values }) => ({ le: metric.le === "+Inf" ? Infinity : metric.le ? Number(metric.le) : NaN, values }))
    .filter(({ le }) => !Number.isNaN(le)).sort((a, b) => a.le - b.le);
  return bounds.map(({ le, values }, i): HeatRow => {
    const below = bounds[i - 1];
    return { name: bucketText(below?.le ?? 0, le), values: Float64Array.from(values, (count, step) => (below ? Math.max(0, Math.round(count) - Math.round(below.values[step]!)) : Math.round(count))) };
  }).reverse();
}
