import { requestData } from "./http";
import { list, members, sample } from "./json";

/** Labels of a series. */
export type Labels = Readonly<Record<string, string>>;

export interface BatchSeries {
  metric: Labels;
  /** One entry a step; NaN where the series has none. */
  values: Float64Array;
}

export type BatchResult = { series: BatchSeries[] } | { error: string };

/** Seconds: the steps that all queries of a batch share. */
export interface Steps {
  start: number;
  end: number;
  step: number;
}

interface Waiting {
  expr: string;
  done: (result: BatchResult) => void;
  failed: (error: unknown) => void;
}

/** The daemon takes as many in one request. */
const batchLimit = 200;
const groups = new Map<string, { steps: Steps; waiting: Waiting[] }>();

/** Charts that are drawn at the same time ask in one request, for lines and for peaks apart: the daemon refuses a batch as a whole. */
export function queryRange(expr: string, steps: Steps, what: "lines" | "peaks" = "lines"): Promise<BatchResult> {
  const key = `${what} ${steps.start} ${steps.end} ${steps.step}`;
  let group = groups.get(key);
  if (!group) {
    group = { steps, waiting: [] };
    groups.set(key, group);
    setTimeout(() => {
      const full = groups.get(key)!;
      groups.delete(key);
      for (let i = 0; i < full.waiting.length; i += batchLimit) void ask(steps, full.waiting.slice(i, i + batchLimit));
    }, 5);
  }
  const { waiting } = group;
  return new Promise((done, failed) => waiting.push({ expr, done, failed }));
}

async function ask(steps: Steps, waiting: readonly Waiting[]): Promise<void> {
  const unique = [...new Set(waiting.map(({ expr }) => expr))];
  const queries = unique.map((expr, index) => ({ id: String(index), expr }));
  try {
    const body = JSON.stringify({ ...steps, queries });
    const headers = { "Content-Type": "application/json" };
    const results = readBatch(await requestData("api/v1/query_batch", { method: "POST", body, headers }));
    for (const { expr, done } of waiting) done(results.get(String(unique.indexOf(expr))) ?? { series: [] });
  } catch (error) {
    for (const { failed } of waiting) failed(error);
  }
}

/** The series of an answer. Throws what the daemon says when the query failed. */
export function seriesOf(result: BatchResult): BatchSeries[] {
  if ("error" in result) throw new Error(result.error);
  return result.series;
}

/** The values of now: of one step, that ends at `at` (unix seconds). Throws what the daemon says when the query failed. */
export async function queryNow(expr: string, at: number): Promise<BatchSeries[]> {
  return seriesOf(await queryRange(expr, { start: at, end: at, step: 60 }));
}

function readValues(values: unknown): Float64Array {
  return Float64Array.from(list(values), (value) => sample(value) ?? NaN);
}

export function readLabels(value: unknown): Labels {
  return Object.fromEntries(Object.entries(members(value)).filter((e): e is [string, string] => typeof e[1] === "string"));
}

/** By id. */
export function readBatch(data: unknown): Map<string, BatchResult> {
  const found = new Map<string, BatchResult>();
  for (const entry of list(members(data).results)) {
    const { id, series, error } = members(entry);
    if (typeof id !== "string") continue;
    if (typeof error === "string") found.set(id, { error });
    else found.set(id, { series: list(series).map(readSeries) });
  }
  return found;
}

function readSeries(value: unknown): BatchSeries {
  const { metric, values } = members(value);
  return { metric: readLabels(metric), values: readValues(values) };
}
