import { readLabels, type Labels } from "../api/batch";
import { members, number, text } from "../api/json";
import { quote } from "../format/text";
import type { Point } from "../live/point";
import type { NodeStanding } from "../networks/standing";

/** A target as its table tells it. What has another shape is unknown. */
export interface TargetRow {
  job: string;
  instance: string;
  url: string | undefined;
  /** Milliseconds. */
  interval: number | undefined;
  /** That the configuration adds. */
  labels: Labels;
  /** Of the last scrape, unix ms. */
  last: number | undefined;
  error: string | undefined;
}

export function asTargetRow(value: unknown): TargetRow | undefined {
  const row = members(value);
  if (typeof row.job !== "string" || typeof row.instance !== "string") return undefined;
  return { job: row.job, instance: row.instance, url: text(row.url) || undefined, interval: number(row.interval_ms), labels: readLabels(row.labels), last: number(row.last), error: text(row.error) || undefined };
}

/** Until its table is told: JOB/INSTANCE. */
function rowOfName(node: string): TargetRow {
  const at = node.indexOf("/");
  return { job: at < 0 ? node : node.slice(0, at), instance: at < 0 ? "" : node.slice(at + 1), url: undefined, interval: undefined, labels: {}, last: undefined, error: undefined };
}

export interface ScrapeTarget extends TargetRow {
  standing: NodeStanding;
  node: string;
  /** Of the measurement scrape_target. */
  point: Point | undefined;
}

export function joinTarget(standing: NodeStanding, row: TargetRow | undefined, point: Point | undefined): ScrapeTarget {
  const { node, lastError } = standing.target;
  const known = row ?? rowOfName(node);
  return { ...known, error: known.error ?? (standing.level === "ok" ? undefined : lastError), standing, node, point };
}

/** A file that is no target, though it stands among them. */
export function isFile({ standing }: ScrapeTarget): boolean {
  return standing.file !== undefined;
}

/** Whether a target is up, down, or neither is known. */
export type Health = "up" | "down" | "unknown";

export function healthOf({ standing: { level, fresh } }: ScrapeTarget): Health {
  if (!fresh || level === "stale" || level === "info") return "unknown";
  return level === "crit" ? "down" : "up";
}

/** Without job and instance, which have columns of their own. */
export function furtherLabels({ labels: { job, instance, ...further } }: TargetRow): Labels {
  return further;
}

export function labelText(labels: Labels): string {
  return Object.entries(labels).map(([name, value]) => `${name}=${quote(value)}`).join(", ");
}

/** `{job="node",instance="127.0.0.1:9100"}` */
export function selectorOf({ job, instance }: Pick<TargetRow, "job" | "instance">): string {
  return `{job=${quote(job)},instance=${quote(instance)}}`;
}

/** The targets of a job, counted. */
export interface Job {
  name: string;
  count: number;
  up: number;
  down: number;
  unknown: number;
  /** A second. */
  samples: number | undefined;
  /** Seconds. */
  slowest: number | undefined;
}

/** What a target stores, a second; undefined while that is not known. */
export function sampleRate({ point }: ScrapeTarget): number | undefined {
  const kept = point?.v.nodewatch_scrape_samples_kept, interval = point?.v.nodewatch_scrape_interval_seconds;
  return kept === undefined || !interval ? undefined : kept / interval;
}

function sum(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : known.reduce((a, b) => a + b, 0);
}

/** Jobs with a target that is down first, then by name. */
export function jobsOf(targets: readonly ScrapeTarget[]): Job[] {
  const jobs = new Map<string, ScrapeTarget[]>();
  for (const target of targets) {
    const group = jobs.get(target.job);
    if (group) group.push(target);
    else jobs.set(target.job, [target]);
  }
  return [...jobs].map(([name, group]): Job => {
    const count = (health: Health) => group.filter((target) => healthOf(target) === health).length;
    const heard = group.filter((target) => healthOf(target) === "up");
    const durations = heard.flatMap(({ point }) => point?.v.nodewatch_scrape_duration_seconds ?? []);
    return { name, count: group.length, up: count("up"), down: count("down"), unknown: count("unknown"), samples: sum(heard.map(sampleRate)), slowest: durations.length === 0 ? undefined : Math.max(...durations) };
  }).sort((a, b) => Math.sign(b.down) - Math.sign(a.down) || Math.sign(b.unknown) - Math.sign(a.unknown) || a.name.localeCompare(b.name, "en", { numeric: true }));
}
