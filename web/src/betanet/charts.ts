import type { TimeSeriesProps } from "../components/time_series";
import { limits } from "./limits";
import { betanetQueries } from "./queries";
import type { Source } from "./sources";

/** What the network carries. `bytes`: the service tells of them. */
export function trafficCharts(node: string, roundMs: number, bytes: boolean): TimeSeriesProps[] {
  const q = betanetQueries(node, roundMs);
  const line = (series: string, source: Source, label: string) => ({ expr: q.now(series, source), label });
  return [
    { title: "Nodes", unit: "1", queries: [line("betanet_mixnode_active", "nodes", "active"), line("betanet_mixnode_inactive", "nodes", "inactive"), line("betanet_connected_peers", "nodes", "all")] },
    ...(bytes ? [{ title: "Throughput", unit: "bytes/s", queries: [{ expr: q.received, label: "received" }, { expr: q.sent, label: "sent" }] }] : []),
    { title: "Packets", unit: "1/s", queries: [{ expr: q.packets, label: "processed" }, { expr: q.forwarded, label: "forwarded" }, { expr: q.dropped, label: "dropped" }] },
    { title: "Dropped packets", unit: "%", sparse: true, thresholds: limits.drops, queries: [{ expr: q.dropPercent, label: "of those processed" }] },
    { title: "Latency", unit: "seconds", queries: [line("betanet_average_latency_seconds", "latency", "told by the service"), { expr: q.quantile(0.5), label: "half below" }, { expr: q.quantile(0.95), label: "95 % below" }, { expr: q.quantile(0.99), label: "99 % below" }] },
    ...(bytes ? [{ title: "Peak throughput", unit: "1", queries: [line("betanet_peak_throughput", "peak", "as the service tells it, without a unit")] }] : []),
  ];
}

/** How the asking goes. */
export function collectorCharts(node: string, roundMs: number): TimeSeriesProps[] {
  const q = betanetQueries(node, roundMs);
  const byEndpoint = ({ endpoint = "" }: Readonly<Record<string, string>>) => endpoint;
  return [
    { title: "Failed requests", unit: "1", queries: [{ expr: q.failures, label: ({ endpoint = "", reason = "" }) => `${endpoint}: ${reason.replace(/_/g, " ")}` }], emptyText: "No request failed." },
    { title: "Retries", unit: "1", queries: [{ expr: q.retries, label: byEndpoint }] },
    { title: "Old values shown", unit: "1", queries: [{ expr: q.stale, label: byEndpoint }], emptyText: "None." },
    { title: "Age of what is shown", unit: "seconds", queries: [{ expr: `betanet_cache_age_seconds${q.matcher}`, label: byEndpoint }] },
    { title: "Answers of the service", unit: "seconds", queries: [{ expr: `betanet_request_duration_seconds${q.matcher}`, label: byEndpoint }] },
    { title: "Retry budget", unit: "1", queries: [{ expr: `betanet_retry_budget_tokens${q.matcher}`, label: byEndpoint }] },
  ];
}
