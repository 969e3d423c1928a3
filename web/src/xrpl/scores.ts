import { leastCoverage } from "../components/coverage";
import { queryNow, type BatchSeries } from "../api/batch";
import { quote } from "../format/text";
import { windows, windowSeconds, type Window } from "./limits";
import type { Validator } from "./rows";

/** The daemon notes the counters of each validator once a minute. */
const noteSeconds = 60;

export interface Score {
  /** Percent of the ledgers of the quorum that the validator signed; undefined when there were none. */
  percent: number | undefined;
  /** Seconds of the window in which somebody counted. */
  covered: number;
  /** Less than the window was covered. */
  incomplete: boolean;
}

export type Scores = Readonly<Record<Window, Score>>;

/** `agreed`, `missed`: increases of the counters, extrapolated alike, so that their ratio holds; `covered`: seconds with samples. */
export function score(agreed: number | undefined, missed: number | undefined, covered: number, window: Window): Score {
  const all = (agreed ?? NaN) + (missed ?? NaN);
  const full = windowSeconds[window];
  const incomplete = covered < full * leastCoverage;
  return { percent: all > 0 ? (100 * agreed!) / all : undefined, covered: Math.min(covered, full), incomplete };
}

export interface ScoreQuery {
  window: Window;
  part: "agreed" | "missed" | "covered";
  expr: string;
}

export function scoreQueries(node: string): ScoreQuery[] {
  const matcher = `{network="xrpl",node=${quote(node)}}`;
  return windows.flatMap((window): ScoreQuery[] => [
    { window, part: "agreed", expr: `increase(xrpl_validator_ledgers_agreed_total${matcher}[${window}])` },
    { window, part: "missed", expr: `increase(xrpl_validator_ledgers_missed_total${matcher}[${window}])` },
    { window, part: "covered", expr: `count_over_time(xrpl_validator_ledgers_agreed_total${matcher}[${window}]) * ${noteSeconds}` },
  ]);
}

/** By key of the validator. `answers`: to the queries, in their order. */
export function readScores(queries: readonly ScoreQuery[], answers: readonly (readonly BatchSeries[])[]): Map<string, Scores> {
  const found = new Map<string, Record<string, number>>();
  for (const [i, answer] of answers.entries()) {
    const { window, part } = queries[i]!;
    for (const { metric, values } of answer) {
      const value = values.at(-1);
      if (metric.validator === undefined || value === undefined || Number.isNaN(value)) continue;
      const entry = found.get(metric.validator) ?? {};
      entry[`${window} ${part}`] = value;
      found.set(metric.validator, entry);
    }
  }
  const scoresOf = (entry: Readonly<Record<string, number>>) =>
    Object.fromEntries(windows.map((w) => [w, score(entry[`${w} agreed`], entry[`${w} missed`], entry[`${w} covered`] ?? 0, w)])) as Record<Window, Score>;
  return new Map([...found].map(([key, entry]) => [key, scoresOf(entry)]));
}

/** `at`: unix seconds. Throws what the daemon says when a query failed. */
export async function askScores(node: string, at: number): Promise<Map<string, Scores>> {
  const queries = scoreQueries(node);
  return readScores(queries, await Promise.all(queries.map(({ expr }) => queryNow(expr, at))));
}

/** Those on the negative UNL last; then the score of 30 days from the best down, then the key. Unknown scores follow known ones. */
export function orderValidators(validators: readonly Validator[], scores: ReadonlyMap<string, Scores> | undefined): Validator[] {
  const percent = (key: string) => scores?.get(key)?.["30d"].percent ?? -1;
  return [...validators].sort((a, b) =>
    Number(a.onNegativeUnl) - Number(b.onNegativeUnl) || percent(b.key) - percent(a.key) || (a.key < b.key ? -1 : 1));
}
