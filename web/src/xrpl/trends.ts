import { useCallback } from "preact/hooks";
import { queryRange, seriesOf, type BatchSeries } from "../api/batch";
import { quote } from "../format/text";
import { serverNow } from "../live/client";
import { usePolled } from "../live/use_polled";
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

/** From the answers to `trendQueries`. */
export function readTrends(agreed: readonly BatchSeries[], missed: readonly BatchSeries[]): Trends {
  const missedBy = new Map(missed.map(({ metric, values }) => [metric.validator, values]));
  return new Map(agreed.flatMap(({ metric: { validator }, values }) => {
    const others = missedBy.get(validator);
    return validator === undefined || !others ? [] : [[validator, values.map((value, i) => score(value, others[i], 3600, "1h").percent ?? NaN)]];
  }));
}

async function askTrends(node: string): Promise<Trends> {
  const end = Math.floor(serverNow() / 1000 / stepSeconds) * stepSeconds;
  const steps = { start: end - (trendSteps - 1) * stepSeconds, end, step: stepSeconds };
  const [agreed, missed] = await Promise.all(trendQueries(node).map(async (expr) => seriesOf(await queryRange(expr, steps))));
  return readTrends(agreed!, missed!);
}

/** Over the last day; what was known stays when a later question fails: the scores, of the same counters, tell why. Undefined: nothing is known yet. */
export function useTrends(node: string): Trends | undefined {
  return usePolled(useCallback(() => askTrends(node), [node]), everyMs).value;
}
