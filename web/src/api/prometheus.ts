import { readLabels, type Labels } from "./batch";
import { form, requestData, requestJson } from "./http";
import { list, members, text } from "./json";

export interface Sample {
  metric: Labels;
  /** [unix seconds, value as text] pairs. */
  points: [number, string][];
}

export interface QueryResult {
  type: string;
  samples: Sample[];
  warnings: string[];
  raw: unknown;
}

function texts(value: unknown): string[] {
  return list(value).filter((v): v is string => typeof v === "string");
}

function asPair(value: unknown): [number, string][] {
  return Array.isArray(value) && typeof value[0] === "number" && typeof value[1] === "string" ? [[value[0], value[1]]] : [];
}

function readSample(entry: unknown): Sample {
  const { metric, value, values } = members(entry);
  const points = Array.isArray(values) ? list(values).flatMap(asPair) : asPair(value);
  return { metric: readLabels(metric), points };
}

/** An answer of query or query_range. */
export function readResult(body: unknown): QueryResult {
  const { data, warnings } = members(body);
  const { resultType, result } = members(data);
  const type = text(resultType);
  const samples = type === "scalar" || type === "string" ? [{ metric: {}, points: asPair(result) }] : list(result).map(readSample);
  return { type, samples, warnings: texts(warnings), raw: body };
}

export async function queryInstant(expr: string, time: number, signal: AbortSignal): Promise<QueryResult> {
  return readResult(await requestJson("api/v1/query", form({ query: expr, time: String(time) }, signal)));
}

/** Seconds. */
export async function queryOverRange(expr: string, start: number, end: number, step: number, signal: AbortSignal): Promise<QueryResult> {
  const values = { query: expr, start: String(start), end: String(end), step: String(step) };
  return readResult(await requestJson("api/v1/query_range", form(values, signal)));
}

export async function formatQuery(expr: string): Promise<string> {
  const data = await requestData("api/v1/format_query", form({ query: expr }));
  return typeof data === "string" ? data : expr;
}

export async function metricNames(): Promise<string[]> {
  return texts(await requestData("api/v1/label/__name__/values"));
}

function matching(metric: string | undefined): string {
  return metric ? `?match[]=${encodeURIComponent(metric)}` : "";
}

export async function labelNames(metric: string | undefined): Promise<string[]> {
  return texts(await requestData(`api/v1/labels${matching(metric)}`));
}

export async function labelValues(label: string, metric: string | undefined): Promise<string[]> {
  return texts(await requestData(`api/v1/label/${encodeURIComponent(label)}/values${matching(metric)}`));
}
