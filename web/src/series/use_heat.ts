import { useCallback } from "preact/hooks";
import { queryRange, seriesOf, type BatchSeries } from "../api/batch";
import { clockKnown, serverNow } from "../live/client";
import { usePolled } from "../live/use_polled";
import { useRange } from "../state/time_range";
import { followsNow, resolve } from "../time/range";
import { alignedSteps } from "./loader";

/** All series of an expression in the same steps. */
export interface HeatData {
  series: readonly BatchSeries[];
  /** Unix ms of the first column. */
  start: number;
  stepMs: number;
  count: number;
  /** Its end is now. */
  follows: boolean;
}

const columns = 90;
const shortestPollMs = 5000;

export interface HeatState {
  data: HeatData | undefined;
  error: string | undefined;
  retry: () => void;
}

/** Over the page's time range. `expr`: for steps of so many seconds; `leastStepMs`: how often its series have values. */
export function useHeat(expr: (stepSeconds: number) => string, leastStepMs: number): HeatState {
  const range = useRange();
  const key = JSON.stringify([expr(1), range, leastStepMs]);
  const ask = useCallback(async (): Promise<HeatData> => {
    await clockKnown;
    const now = serverNow();
    const span = resolve(range, now);
    const wanted = Math.max(2, Math.min(columns, Math.floor((span.to - span.from) / leastStepMs)));
    const { stepMs, start, count } = alignedSteps(span, wanted);
    const end = Math.min(start + (count - 1) * stepMs, Math.floor(now / stepMs) * stepMs);
    const series = seriesOf(await queryRange(expr(stepMs / 1000), { start: start / 1000, end: Math.max(start, end) / 1000, step: stepMs / 1000 }));
    return { series, start, stepMs, count: Math.max(1, Math.floor((end - start) / stepMs) + 1), follows: followsNow(range) };
  }, [key]);
  const { value, error, retry } = usePolled(ask, Math.max(shortestPollMs, leastStepMs));
  return { data: value, error, retry };
}
