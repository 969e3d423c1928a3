import { useEffect, useRef, useState } from "preact/hooks";
import { serverNow } from "../live/client";
import { useRange } from "../state/time_range";
import { resolve, type Span, type TimeRange } from "../time/range";
import { Feed, type FeedStatus } from "./feed";
import type { Loaded, SeriesQuery } from "./loader";

export interface SeriesState {
  status: FeedStatus;
  /** The last good picture, also while it is loaded anew and after an error. */
  loaded: Loaded | undefined;
  error: string | undefined;
  /** Another number whenever the picture changed. */
  version: number;
  span: Span;
  retry: () => void;
}

interface SeriesOptions {
  /** Steps at most. */
  points?: number;
  /** In place of the page's time range. */
  range?: TimeRange;
  /** With the least and the greatest of each step: for pictures of single values, not of states or of means. */
  peaks?: boolean;
}

/** History and what comes live. */
export function useSeries(queries: readonly SeriesQuery[], options: SeriesOptions = {}): SeriesState {
  const { points = 360, peaks = false } = options;
  const pageRange = useRange();
  const range = options.range ?? pageRange;
  const key = JSON.stringify([queries.map(({ expr, live }) => [expr, live]), range.from, range.to, range.zone, points, peaks]);
  const [version, setVersion] = useState(0);
  const feed = useRef<Feed | undefined>(undefined);
  const before = useRef<Loaded | undefined>(undefined);

  useEffect(() => {
    const redraw = () => setVersion((n) => n + 1);
    const started = new Feed(queries, range, { points, peaks }, redraw);
    // A range may be left before its picture has come.
    before.current = feed.current?.loaded ?? before.current;
    feed.current = started;
    started.start();
    redraw();
    return () => started.stop();
  }, [key]);

  return {
    status: feed.current?.status ?? "loading",
    loaded: feed.current?.loaded ?? before.current,
    error: feed.current?.error,
    version,
    span: resolve(range, serverNow()),
    retry: () => void feed.current?.reload(),
  };
}
