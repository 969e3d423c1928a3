import type { JSX } from "preact";
import { overview } from "../networks/betanet";
import { NodesPage, type NumberColumn } from "../overview/nodes_page";
import type { Page } from "./page";

const columns: readonly NumberColumn[] = [
  { id: "active", title: "Active nodes", measurement: "betanet_nodes", series: "betanet_mixnode_active", unit: "1" },
  { id: "inactive", title: "Inactive", measurement: "betanet_nodes", series: "betanet_mixnode_inactive", unit: "1", minor: true },
  { id: "all", title: "All", measurement: "betanet_nodes", series: "betanet_connected_peers", unit: "1", minor: true },
  { id: "latency", title: "Latency", measurement: "betanet_traffic", series: "betanet_average_latency_seconds", unit: "seconds", minor: true },
  { id: "packets", title: "Packets", measurement: "betanet_packets", series: "betanet_messages_total", unit: "1", minor: true },
  { id: "dropped", title: "Dropped", measurement: "betanet_packets", series: "betanet_packets_dropped_total", unit: "1", minor: true },
  { id: "age", title: "Last answer", measurement: "betanet_service", series: "betanet_last_success_age_seconds", kind: "age", unit: "age" },
];

function Betanet(): JSX.Element {
  return <NodesPage network="betanet" view={overview} columns={columns} />;
}

export const page: Page = { component: Betanet };
