import { useEffect, useState } from "preact/hooks";
import type { Steps } from "../api/batch";
import { messageOf } from "../api/http";
import { queryInstant, queryOverRange, type QueryResult } from "../api/prometheus";
import { clockKnown, paused, serverNow } from "../live/client";
import { stepFor } from "../series/grid";
import type { Loaded } from "../series/loader";
import { putPeaks, type PeakSteps } from "../series/peak_steps";
import { refreshInterval } from "../state/address_settings";
import { useRange } from "../state/time_range";
import { followsNow, resolve } from "../time/range";
import { peaksOfPicture, toLoaded } from "./result";
import { isOverRange, type ExploreQuery } from "./query_url";

export interface QueryState {
  busy: boolean;
  result: QueryResult | undefined;
  picture: Loaded | undefined;
  /** Shown over the last result, which stays. */
  error: string | undefined;
  /** Duration of the request, ms. */
  took: number;
  /** Seconds. */
  step: number;
  retry: () => void;
}

const refreshMs = 5000;
const points = 720;

/** Runs the expression whenever it, the range or the view changes, and again while the range follows the clock. */
export function useQuery({ expr, tab, step: wantedStep }: ExploreQuery): QueryState {
  const range = useRange();
  const [state, setState] = useState<Omit<QueryState, "retry" | "step">>({ busy: false, result: undefined, picture: undefined, error: undefined, took: 0 });
  const [attempt, setAttempt] = useState(0);
  const span = resolve(range, serverNow());
  const step = wantedStep ?? stepFor(span.to - span.from, points) / 1000;

  useEffect(() => {
    if (expr.trim() === "") {
      setState({ busy: false, result: undefined, picture: undefined, error: undefined, took: 0 });
      return;
    }
    const every = refreshInterval() ?? Math.max(refreshMs, step * 1000);
    const follows = followsNow(range);
    const abort = new AbortController();
    let busy = false;
    let peaks: PeakSteps[] = [];
    let askingPeaks = false;
    let shown: Loaded | undefined;
    /** After the lines, one question at a time: what is late or fails costs the band and nothing else. */
    const addPeaks = async (steps: Steps) => {
      if (!shown || askingPeaks) return;
      askingPeaks = true;
      const found = await peaksOfPicture(shown, expr, steps);
      askingPeaks = false;
      // Another expression may have taken its place.
      if (!found || abort.signal.aborted) return;
      peaks = found;
      const picture = { ...shown };
      putPeaks(picture.grid, picture.lines, peaks);
      setState((last) => ({ ...last, picture }));
    };
    const run = async () => {
      if (busy) return;
      busy = true;
      await clockKnown;
      const started = performance.now();
      const { from, to } = resolve(range, serverNow());
      const start = Math.floor(from / 1000 / step) * step, end = to / 1000;
      try {
        const overRange = isOverRange(tab);
        const result = overRange ? await queryOverRange(expr, start, end, step, abort.signal) : await queryInstant(expr, end, abort.signal);
        const picture = overRange ? toLoaded(result, start, end, step, follows ? (Number.isFinite(every) ? every : refreshMs) : undefined) : undefined;
        // Those of the last time stay until the new ones are there: a picture that is asked for again does not flicker.
        if (picture) putPeaks(picture.grid, picture.lines, peaks);
        shown = picture;
        setState({ busy: false, result, picture, error: undefined, took: performance.now() - started });
        void addPeaks({ start, end, step });
      } catch (error) {
        if (!abort.signal.aborted) setState((last) => ({ ...last, busy: false, error: messageOf(error) }));
      } finally {
        busy = false;
      }
    };
    setState((last) => ({ ...last, busy: true }));
    void run();
    const timer = follows && Number.isFinite(every) ? setInterval(() => {
      if (!document.hidden && !paused.get()) void run();
    }, Math.max(1000, every)) : undefined;
    return () => {
      abort.abort();
      clearInterval(timer);
    };
  }, [expr, isOverRange(tab), range.from, range.to, range.zone, step, attempt]);

  return { ...state, step, retry: () => setAttempt((n) => n + 1) };
}
