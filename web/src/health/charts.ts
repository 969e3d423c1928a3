import type { TimeSeriesProps } from "../components/time_series";

const rate = (name: string) => `sum(rate(${name}[1m]))`;

/** What tells early that nodewatch itself has trouble. */
export const healthCharts: readonly TimeSeriesProps[] = [
  { title: "CPU", unit: "%", queries: [{ expr: "sum(rate(nodewatch_cpu_seconds_total[1m])) * 100", label: "of one core" }] },
  { title: "Memory", unit: "bytes", queries: [{ expr: "sum(nodewatch_resident_memory_bytes)", label: "resident" }] },
  { title: "Samples a second", unit: "1/s", queries: [{ expr: rate("nodewatch_store_samples_total"), label: "taken" }, { expr: `${rate("nodewatch_store_samples_refused_total")} + ${rate("nodewatch_store_samples_lost_total")}`, label: "refused or lost" }] },
  { title: "Series", unit: "1", queries: [{ expr: "sum(nodewatch_store_series)", label: "known" }] },
  { title: "Size of the history", unit: "bytes", queries: [{ expr: "sum(nodewatch_store_file_bytes)", label: "file and log" }] },
  { title: "Writing to disk", unit: "seconds", queries: [{ expr: "max(nodewatch_store_flush_seconds)", label: "last flush" }] },
  { title: "HTTP requests", unit: "1/s", queries: [{ expr: rate("nodewatch_http_requests_total"), label: "answered" }, { expr: rate("nodewatch_http_client_errors_total"), label: "status 4xx" }, { expr: rate("nodewatch_http_server_errors_total"), label: "status 5xx" }] },
  { title: "Delay of the event loop", unit: "seconds", queries: [{ expr: "max(nodewatch_loop_lag_seconds)", label: "longest" }] },
];
