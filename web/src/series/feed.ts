import { messageOf } from "../api/http";
import { clockKnown, listen, paused, rowOf, serverNow, stream } from "../live/client";
import { asPoint, type Point } from "../live/point";
import type { Row } from "../live/protocol";
import { refreshInterval } from "../state/address_settings";
import { followsNow, resolve, slides, type TimeRange } from "../time/range";
import { load, loadPeaks, loadTail, type IntervalOf, type Loaded, type SeriesQuery } from "./loader";

/** A value that comes less often than that leaves a gap: the look-back of the daemon's queries. */
const longestHoldMs = 300_000;
/** Queries without live values are asked again not more often than that. */
const shortestPollMs = 5000;
const slowestDrawMs = 5000;
const retryMs = 10_000;
/** Rows that may wait for the history to arrive. */
const earlyLimit = 1000;

export type FeedStatus = "loading" | "ok" | "error";

/** Rows that hold until they are replaced are a part of the history for as long as its queries look back. */
function liveInterval(point: Point | undefined): number {
  return point && point.i > 0 ? point.i : longestHoldMs / 3;
}

/** Of what has no live values nobody tells it; nothing comes more often. */
const leastIntervalMs = 1000;

function shortestInterval({ live }: SeriesQuery): number {
  const point = live && asPoint(rowOf(live.topic, live.key ?? ""));
  return point && point.i > 0 ? point.i : leastIntervalMs;
}

/** The picture of some queries over a range: loaded once, then kept up by live rows and small queries. */
export class Feed {
  loaded: Loaded | undefined;
  status: FeedStatus = "loading";
  error: string | undefined;
  private early: Row[] = [];
  private busy = false;
  private askingPeaks = false;
  private again = false;
  private lastAsked = 0;
  private undrawn = false;
  private drawnAt = 0;
  private ended = false;
  private readonly points: number;
  private readonly intervalOf: IntervalOf | undefined;
  private readonly endings: (() => void)[] = [];

  /** `points`: steps at most; `peaks`: least and greatest of the steps are asked for, too. */
  constructor(
    private readonly queries: readonly SeriesQuery[],
    private readonly range: TimeRange,
    { points, peaks }: { points: number; peaks: boolean },
    private readonly changed: () => void,
  ) {
    this.points = points;
    this.intervalOf = peaks ? shortestInterval : undefined;
  }

  start(): void {
    void this.reload();
    if (!followsNow(this.range)) return;
    const topics = this.queries.flatMap(({ live }) => (live ? [live.topic] : []));
    if (topics.length > 0)
      this.endings.push(listen({ patterns: topics, changed: () => {}, received: (rows) => this.receive(rows) }));
    const timer = setInterval(() => void this.tick(), 1000);
    this.endings.push(() => clearInterval(timer));
    // What passed while the stream was lost is asked for.
    let lost = false;
    this.endings.push(stream.subscribe(() => {
      const { state } = stream.get();
      if (state === "open" && (lost || this.loaded) && !paused.get()) void this.reload();
      lost = state === "lost";
    }));
    // What passed while the picture was held is asked for, too.
    this.endings.push(paused.subscribe(() => (paused.get() ? this.drawUndrawn() : void this.reload())));
  }

  stop(): void {
    this.ended = true;
    for (const end of this.endings) end();
  }

  /** All anew. What is under way was asked too early: then once more after it. */
  async reload(): Promise<void> {
    if (this.busy) {
      this.again = true;
      return;
    }
    await this.ask(async () => {
      await clockKnown;
      const now = serverNow();
      this.loaded = await load(this.queries, resolve(this.range, now), this.points, now);
      this.setIntervals();
      this.putRows(this.early.splice(0));
    });
    void this.askPeaks("all");
  }

  /**
   * After the lines are shown, one question at a time: peaks that come late or not at all cost the bands and nothing else.
   * Of steps that pass meanwhile beyond the newest no peaks are asked for.
   */
  private async askPeaks(which: "all" | "newest"): Promise<void> {
    if (!this.loaded || !this.intervalOf || this.askingPeaks || this.ended || this.status === "error") return;
    this.askingPeaks = true;
    const { loaded } = this;
    const asked = await loadPeaks(this.queries, loaded, serverNow(), this.intervalOf, which === "all" ? undefined : this.reach);
    this.askingPeaks = false;
    if (this.ended) return;
    // Loaded anew meanwhile.
    if (this.loaded !== loaded) await this.askPeaks("all");
    else if (asked) this.changed();
  }

  private receive(rows: readonly Row[]): void {
    if (this.loaded && !this.busy) {
      if (!this.putRows(rows)) return;
      this.undrawn = true;
      this.drawWhenDue();
    } else if (this.early.length < earlyLimit) this.early.push(...rows);
  }

  /** How often queries are asked again, ms. */
  private get askEvery(): number {
    return refreshInterval() ?? Math.max(shortestPollMs, this.loaded?.grid.stepMs ?? 0);
  }

  /** So far back the newest steps are asked for again, ms; after a longer sleep all are. */
  private get reach(): number {
    return 3 * Math.max(this.askEvery, this.loaded?.grid.stepMs ?? 0);
  }

  private setIntervals(): void {
    if (!this.loaded || !followsNow(this.range)) return;
    for (const line of this.loaded.lines) {
      const live = this.queries[line.query]?.live;
      const polled = Number.isFinite(this.askEvery) ? this.askEvery : shortestPollMs;
      line.intervalMs = live ? liveInterval(asPoint(rowOf(live.topic, live.key ?? ""))) : polled;
    }
  }

  /** Of a step of some seconds nobody sees a second: the picture is drawn twice a step, at least each 5 s. */
  private drawWhenDue(): void {
    const now = serverNow();
    const every = Math.min(slowestDrawMs, (this.loaded?.grid.stepMs ?? 0) / 2);
    if (now - this.drawnAt >= every) this.drawUndrawn();
  }

  private drawUndrawn(): void {
    if (!this.undrawn) return;
    this.undrawn = false;
    this.drawnAt = serverNow();
    this.changed();
  }

  private putRows(rows: readonly Row[]): boolean {
    if (!this.loaded || !followsNow(this.range)) return false;
    const { grid, lines } = this.loaded;
    let changed = false;
    for (const [column, line] of lines.entries()) {
      const live = this.queries[line.query]?.live;
      for (const [topic, key, value] of live ? rows : []) {
        if (topic !== live!.topic || key !== (live!.key ?? "")) continue;
        const point = asPoint(value);
        const number = point?.v[live!.series];
        if (!point || number === undefined) continue;
        this.follow(point.t);
        line.intervalMs = liveInterval(point);
        grid.put(column, point.t, number, 3 * line.intervalMs);
        changed = true;
      }
    }
    return changed;
  }

  private follow(now: number): void {
    if (slides(this.range, now)) this.loaded?.grid.advance(now);
    else this.loaded?.grid.grow(now, this.mostSteps);
  }

  /** A picture that has grown to so many steps is loaded anew with longer ones; that waits until somebody looks at it. */
  private get mostSteps(): number {
    return 2 * this.points;
  }

  /** The steps are too many for the picture, or another day has begun. */
  private isOutgrown(now: number): boolean {
    const { grid } = this.loaded!;
    if (slides(this.range, now)) return false;
    return grid.count >= this.mostSteps || Math.floor(resolve(this.range, now).from / grid.stepMs) * grid.stepMs !== grid.start;
  }

  private async tick(): Promise<void> {
    if (this.busy || document.hidden) return;
    if (!paused.get()) this.drawWhenDue();
    const now = serverNow();
    if (!this.loaded || this.status === "error") {
      if (now - this.lastAsked >= retryMs) await this.reload();
      return;
    }
    if (paused.get()) return;
    this.follow(now);
    if (this.isOutgrown(now)) return this.reload();
    const every = this.askEvery;
    const polled = this.queries.some(({ live }) => !live);
    if (!polled || now - this.lastAsked < every) return;
    if (now - this.lastAsked > this.reach) await this.reload();
    else await this.askTail(now);
  }

  private async askTail(now: number): Promise<void> {
    let complete = true;
    await this.ask(async () => {
      complete = await loadTail(this.queries, this.loaded!, now, this.reach);
    });
    if (complete) void this.askPeaks("newest");
    else await this.reload();
  }

  private async ask(work: () => Promise<void>): Promise<void> {
    if (this.busy || this.ended) return;
    this.busy = true;
    try {
      await work();
      this.status = "ok";
      this.error = undefined;
    } catch (error) {
      this.status = "error";
      this.error = messageOf(error);
    }
    this.busy = false;
    this.lastAsked = serverNow();
    if (this.ended) return;
    this.putRows(this.early.splice(0));
    this.changed();
    if (!this.again) return;
    this.again = false;
    await this.reload();
  }
}
