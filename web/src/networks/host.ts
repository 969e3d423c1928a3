import type { StateName } from "../components/state_timeline";
import type { NetworkView } from "./network";

/** The numbers of host_state. */
const states: readonly StateName[] = [
  { text: "unreadable", level: "crit" },
  { text: "ok", level: "ok" },
  { text: "strained", level: "warn" },
];

export function hostState(value: number): StateName | undefined {
  return states[value];
}

export const overview: NetworkView = {
  title: "Host",
  what: "host",
  alwaysFound: true,
  state: { measurement: "host_state", series: "host_state", name: hostState },
  columns: [
    { label: "load", measurement: "host_load", series: "node_load1", unit: "1" },
    { label: "memory available", measurement: "host_memory", series: "node_memory_MemAvailable_bytes", unit: "bytes" },
    { label: "blocked", measurement: "host_kernel", series: "node_procs_blocked", unit: "1" },
    { label: "clock offset", measurement: "host_time", series: "node_timex_offset_seconds", unit: "seconds" },
    { label: "up for", measurement: "host_time", series: "node_boot_time_seconds", kind: "age", unit: "age" },
  ],
  headline: { title: "Load", unit: "1", measurement: "host_load", series: "node_load1" },
  up: "host_up",
  nodePage: (node) => `host/${encodeURIComponent(node)}`,
  snippet: "targets:\n  - network: host",
};
