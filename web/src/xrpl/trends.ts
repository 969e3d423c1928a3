import { useEffect, useState } from "preact/hooks";
import { queryRange, type BatchResult } from "../api/batch";
import { quote } from "../format/text";
import { serverNow } from "../live/client";
import { score } from "./scores";

/** Of the agreement of single validators: each step tells the hour before it. */
const stepSeconds = 1800;
export const trendSteps = 49;
const everyMs = 300_000;

/** Percent of the ledgers that were signed, one value a step, NaN where nobody counted; by key of the validator. */
export type Trends = ReadonlyMap<string, Float64Array>;

export function trendQueries(node: string): string[] {
  const matcher = `{network="xrpl",node=${quote(node)}}`;
  return ["agreed", "missed"].map((part) => `increase(xrpl_validator_ledgers_${part}_total${matcher}[1h])`);
}

/** From the answers to `trendQueries`. Undefined when a query failed. */
export function readTrends([agreed, missed]: readonly BatchResult[]): Trends | undefined {
  if (!agreed || !missed || "error" in agreed || "error" in missed) return undefined;
  const missedBy = new Map(missed.series.map(({ metric, values }) => [metric.validator, values]));
  return new Map(agreed.series.flatMap(({ metric: { validator }, values }) => {
    const others = missedBy.get(validator);
    return validator === undefined || !others ? [] : [[validator, values.map((value, i) => score(value, others[i], 3600, "1h").percent ?? NaN)]];
  }));
}

/** Over the last day; what was known stays when a later question fails. Undefined: nothing is known yet. */
export function useTrends(node: string): Trends | undefined {
  const [trends, setTrends] = useState<Trends>();
  useEffect(() => {
    let over = false;
    const ask = async () => {
      const end = Math.floor(serverNow() / 1000 / stepSeconds) * stepSeconds;
      const steps = { start: end - (trendSteps - 1) * stepSeconds, end, step: stepSeconds };
      // The table tells of errors: it asks for the same counters.
      const answers = await Promise.all(trendQueries(node).map((expr) => queryRange(expr, steps))).catch(() => []);
      const found = readTrends(answers);
      if (!over && found) setTrends(found);
    };
    void ask();
    const timer = setInterval(() => void ask(), everyMs);
    return () => {
      over = true;
      clearInterval(timer);
    };
  }, [node]);
  return trends;
}
