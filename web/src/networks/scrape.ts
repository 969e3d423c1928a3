import type { StateName } from "../components/state_timeline";
import type { NetworkView } from "./network";

/** The numbers of nodewatch_scrape_state. */
const states: readonly StateName[] = [
  { text: "down", level: "crit" },
  { text: "starting", level: "info" },
  { text: "up", level: "ok" },
  { text: "read", level: "ok" },
  { text: "read in part", level: "warn" },
];

/** A file written for Prometheus of which something is to be told: no target that is scraped. */
export function isFileState(value: number | undefined): boolean {
  return value !== undefined && value >= 3;
}

export function scrapeState(value: number): StateName | undefined {
  return states[value];
}

/** A target is called JOB/INSTANCE: both may hold what separates the parts of an address. */
export function targetPath(node: string): string {
  return `scrape/${encodeURIComponent(node)}`;
}

export const overview: NetworkView = {
  title: "Scrape",
  what: "scrape target",
  state: { measurement: "scrape_target", series: "nodewatch_scrape_state", name: scrapeState },
  columns: [
    { label: "last scrape", measurement: "scrape_target", series: "nodewatch_scrape_last_success_age_seconds", kind: "age", unit: "age" },
    { label: "duration", measurement: "scrape_target", series: "nodewatch_scrape_duration_seconds", unit: "seconds" },
    { label: "samples", measurement: "scrape_target", series: "nodewatch_scrape_samples_kept", unit: "1" },
    { label: "size", measurement: "scrape_target", series: "nodewatch_scrape_body_bytes", unit: "bytes" },
    { label: "interval", measurement: "scrape_target", series: "nodewatch_scrape_interval_seconds", unit: "seconds" },
  ],
  headline: { title: "Scrape duration", unit: "seconds", measurement: "scrape_target", series: "nodewatch_scrape_duration_seconds" },
  up: "nodewatch_scrape_up",
  nodePage: targetPath,
  snippet: "targets:\n  - network: scrape\n    job: node\n    url: http://127.0.0.1:9100/metrics",
};
