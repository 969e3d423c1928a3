import type { StateName } from "../components/state_timeline";
import type { NetworkView } from "./network";

/** The numbers of nodewatch_scrape_state. */
const states: readonly StateName[] = [
  { text: "down", level: "crit" },
  { text: "starting", level: "info" },
  { text: "up", level: "ok" },
  { text: "read", level: "info" },
  { text: "read in part", level: "warn" },
];

/** A file written for Prometheus of which something is to be told: no target that is scraped. */
function fileText(value: number): string | undefined {
  return value === 3 ? "read; some of its keys have no effect here" : value === 4 ? "read in part; not all of it is scraped" : undefined;
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
  state: { measurement: "scrape_target", series: "nodewatch_scrape_state", name: scrapeState, file: fileText },
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
