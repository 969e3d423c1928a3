import { useCallback } from "preact/hooks";
import { queryNow } from "../api/batch";
import { serverNow } from "../live/client";
import { queryReading, useNow, type Reading } from "../live/hooks";
import { usePolled } from "../live/use_polled";
import type { Labels } from "../api/batch";

const everyMs = 5000;

interface Answer {
  labels: Labels;
  value: number;
}

/** Answers of now to some expressions: what only a query tells, as rates and shares. */
export interface Asked {
  /** The only series of an expression. */
  one: (expr: string) => Reading;
  /** All series of an expression that have a value. */
  all: (expr: string) => readonly Answer[];
  /** The answers are no longer of now. */
  stale: boolean;
}

/** Asked again every 5 s, all in one request. What fails or has no value is unknown; `exprs` may be another array each time. */
export function useAsked(exprs: readonly string[]): Asked {
  const now = useNow();
  const key = JSON.stringify(exprs);
  const ask = useCallback(async () => {
    const at = Math.floor(serverNow() / 1000);
    const answers = await Promise.all(exprs.map(async (expr) => [expr, await queryNow(expr, at)] as const));
    return { t: at * 1000, answers: new Map(answers) };
  }, [key]);
  const { value: known } = usePolled(ask, everyMs);
  const all = (expr: string): Answer[] => (known?.answers.get(expr) ?? []).flatMap(({ metric, values }) => {
    const value = values.at(-1);
    return value === undefined || !Number.isFinite(value) ? [] : [{ labels: metric, value }];
  });
  return {
    all,
    one: (expr) => queryReading(all(expr)[0]?.value, known?.t, everyMs, now),
    stale: queryReading(0, known?.t, everyMs, now).stale,
  };
}
