import { requestData } from "./http";
import { list, members } from "./json";

export interface Count {
  name: string;
  count: number;
}

/** Where the series come from. */
export interface Cardinality {
  series: number | undefined;
  /** The metrics with the most series, and the labels with the most values; the greatest first. */
  metrics: Count[];
  labels: Count[];
}

function counts(value: unknown): Count[] {
  return list(value).flatMap((entry) => {
    const { name, value: count } = members(entry);
    return typeof name === "string" && typeof count === "number" ? [{ name, count }] : [];
  });
}

/** The answer of /api/v1/status/tsdb. */
export function readCardinality(data: unknown): Cardinality {
  const { headStats, seriesCountByMetricName, labelValueCountByLabelName } = members(data);
  const { numSeries } = members(headStats);
  return { series: typeof numSeries === "number" ? numSeries : undefined, metrics: counts(seriesCountByMetricName), labels: counts(labelValueCountByLabelName) };
}

export async function cardinality(): Promise<Cardinality> {
  return readCardinality(await requestData("api/v1/status/tsdb"));
}

const levels = ["debug", "info", "warn", "error"] as const;

export interface LogLine {
  /** Place in the whole log since the start. */
  id: number;
  /** Unix ms. */
  t: number;
  level: (typeof levels)[number];
  component: string;
  text: string;
}

/** The answer of /api/log, newest first. */
export function readLog(data: unknown): LogLine[] {
  const { dropped, lines } = members(data);
  const first = typeof dropped === "number" ? dropped : 0;
  return list(lines).flatMap((entry, i): LogLine[] => {
    const { t, level, component, text } = members(entry);
    if (typeof t !== "number" || typeof component !== "string" || typeof text !== "string") return [];
    return [{ id: first + i, t, level: levels.find((name) => name === level) ?? "info", component, text }];
  }).reverse();
}

export async function logTail(): Promise<LogLine[]> {
  return readLog(await requestData("api/log"));
}
