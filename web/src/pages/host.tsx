import type { JSX } from "preact";
import { overview } from "../networks/host";
import { NodesPage, type NumberColumn } from "../overview/nodes_page";
import type { Page } from "./page";

const columns: readonly NumberColumn[] = [
  { id: "load", title: "Load", measurement: "host_load", series: "node_load1", unit: "1" },
  { id: "load15", title: "15 min", measurement: "host_load", series: "node_load15", unit: "1", minor: true },
  { id: "available", title: "Memory available", measurement: "host_memory", series: "node_memory_MemAvailable_bytes", unit: "bytes" },
  { id: "memory", title: "Memory", measurement: "host_memory", series: "node_memory_MemTotal_bytes", unit: "bytes", minor: true },
  { id: "blocked", title: "Blocked tasks", measurement: "host_kernel", series: "node_procs_blocked", unit: "1", minor: true },
  { id: "clock", title: "Clock offset", measurement: "host_time", series: "node_timex_offset_seconds", unit: "seconds", minor: true },
  { id: "uptime", title: "Up for", measurement: "host_time", series: "node_boot_time_seconds", kind: "age", unit: "age", minor: true },
];

function Hosts(): JSX.Element {
  return <NodesPage network="host" view={overview} columns={columns} info={{ measurement: "host_info", version: ({ distribution, release }) => [distribution, release].filter((part) => part).join(" · ") || undefined }} />;
}

export const page: Page = { component: Hosts };
