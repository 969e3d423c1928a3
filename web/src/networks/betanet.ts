import type { StateName } from "../components/state_timeline";
import type { NetworkView } from "./network";

/** The numbers of betanet_state. */
const states: readonly StateName[] = [
  { text: "down", level: "crit" },
  { text: "starting", level: "info" },
  { text: "stale: old values", level: "warn" },
  { text: "partly up", level: "warn" },
  { text: "up", level: "ok" },
  { text: "retrying", level: "warn" },
];

export function betanetState(value: number): StateName | undefined {
  return states[value];
}

export const overview: NetworkView = {
  title: "Betanet",
  what: "Betanet instance",
  state: { measurement: "betanet_service", series: "betanet_state", name: betanetState },
  columns: [
    { label: "active nodes", measurement: "betanet_nodes", series: "betanet_mixnode_active", unit: "1" },
    { label: "all nodes", measurement: "betanet_nodes", series: "betanet_connected_peers", unit: "1" },
    { label: "latency", measurement: "betanet_traffic", series: "betanet_average_latency_seconds", unit: "seconds" },
    { label: "dropped", measurement: "betanet_packets", series: "betanet_packets_dropped_total", unit: "1" },
    { label: "last answer", measurement: "betanet_service", series: "betanet_last_success_age_seconds", kind: "age", unit: "age" },
  ],
  headline: { title: "Active nodes", unit: "1", measurement: "betanet_nodes", series: "betanet_mixnode_active" },
  up: "betanet_up",
  nodePage: (node) => `betanet/${encodeURIComponent(node)}`,
  snippet: "targets:\n  - network: betanet\n    name: betanet-1\n    http: http://127.0.0.1:9000",
};
