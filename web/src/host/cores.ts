import type { BatchSeries } from "../api/batch";
import type { HeatRow } from "../components/heat_chart";

/** A row for each core, by its number. */
export function coreRows(series: readonly BatchSeries[]): HeatRow[] {
  const cores = series.flatMap(({ metric, values }) => (metric.cpu === undefined ? [] : [{ cpu: metric.cpu, values }]));
  return cores.sort((a, b) => a.cpu.localeCompare(b.cpu, "en", { numeric: true })).map(({ cpu, values }) => ({ name: `core ${cpu}`, values }));
}
