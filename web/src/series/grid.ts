/** A column of a grid: the last value of each step, with the least and the greatest where they are known. */
export interface Column {
  last: Float64Array;
  min: Float64Array;
  max: Float64Array;
  /** Those of min and max that only bound the truth: for a band, not to be told as values. */
  bounds: Set<"min" | "max">;
  /** Newest sample, so that the steps between two samples can be filled. */
  newest: { t: number; value: number } | undefined;
  /** When the newest live sample was taken, unix ms. */
  liveAt: number | undefined;
}

/**
 * A window of equal time steps over several series. It slides, of fixed size: charts that run for days do not grow. Or its
 * beginning stands still, and who lets it grow loads it anew with longer steps before long.
 * Steps lie at multiples of the step length; a value belongs to the step at or after its time, as in
 * an answer of query_range. Unknown is NaN.
 */
export class Grid {
  readonly columns: Column[] = [];
  /** Unix ms of the first step. */
  start: number;

  /** `stepMs` > 0; `count` steps. */
  constructor(start: number, readonly stepMs: number, public count: number, columns: number) {
    this.start = Math.floor(start / stepMs) * stepMs;
    for (let i = 0; i < columns; i += 1) this.columns.push(this.newColumn());
  }

  get end(): number {
    return this.start + (this.count - 1) * this.stepMs;
  }

  timeAt(index: number): number {
    return this.start + index * this.stepMs;
  }

  /** The step that a moment belongs to; undefined when it lies outside the window. */
  stepOf(t: number): number | undefined {
    const index = this.indexOf(t);
    return index >= 0 && index < this.count ? index : undefined;
  }

  addColumn(): number {
    return this.columns.push(this.newColumn()) - 1;
  }

  /** Values of consecutive steps from `fromMs` on; what lies outside the window is left out. */
  load(column: number, fromMs: number, values: ArrayLike<number>, into: "last" | "min" | "max" = "last"): void {
    const target = this.columns[column]![into];
    const first = Math.round((fromMs - this.start) / this.stepMs);
    for (let i = 0; i < values.length; i += 1) {
      const index = first + i;
      if (index >= 0 && index < this.count) target[index] = values[i]!;
    }
    if (into === "last") this.rememberNewest(column, first, values);
  }

  /**
   * A live sample. It also fills the steps since the one before it, unless that is longer ago than
   * `holdMs`: then they stay a gap.
   */
  put(column: number, t: number, value: number, holdMs: number): void {
    const target = this.columns[column]!;
    const index = this.indexOf(t);
    const { newest } = target;
    if (newest && t < newest.t) return;
    if (newest && t - newest.t <= holdMs) this.fill(target, this.indexOf(newest.t) + 1, index, newest.value);
    target.newest = { t, value };
    target.liveAt = t;
    if (index < 0 || index >= this.count) return;
    target.last[index] = value;
    const { min, max } = target;
    min[index] = Number.isNaN(min[index]!) ? value : Math.min(min[index]!, value);
    max[index] = Number.isNaN(max[index]!) ? value : Math.max(max[index]!, value);
  }

  /** Moves the window so that its last step is the one that `now` falls into. */
  advance(now: number): void {
    const steps = this.indexOf(now) - (this.count - 1);
    if (steps <= 0) return;
    this.start += steps * this.stepMs;
    for (const { last, min, max } of this.columns)
      for (const values of [last, min, max]) {
        values.copyWithin(0, steps);
        values.fill(NaN, Math.max(0, this.count - steps));
      }
  }

  /** Adds steps at the end up to the one that `now` falls into, not beyond `limit` steps in all. */
  grow(now: number, limit: number): void {
    const count = Math.min(limit, this.indexOf(now) + 1);
    if (count <= this.count) return;
    const longer = (values: Float64Array) => {
      const all = new Float64Array(count).fill(NaN);
      all.set(values);
      return all;
    };
    for (const column of this.columns) [column.last, column.min, column.max] = [longer(column.last), longer(column.min), longer(column.max)];
    this.count = count;
  }

  /** The first live sample continues the history that was loaded. */
  private rememberNewest(column: number, first: number, values: ArrayLike<number>): void {
    let i = values.length - 1;
    while (i >= 0 && Number.isNaN(values[i]!)) i -= 1;
    const target = this.columns[column]!;
    const t = this.timeAt(first + i);
    if (i >= 0 && (!target.newest || target.newest.t < t)) target.newest = { t, value: values[i]! };
  }

  private indexOf(t: number): number {
    return Math.ceil((t - this.start) / this.stepMs);
  }

  private fill(column: Column, from: number, to: number, value: number): void {
    for (let i = Math.max(0, from); i < Math.min(to, this.count); i += 1)
      if (Number.isNaN(column.last[i]!)) column.last[i] = value;
  }

  private newColumn(): Column {
    const empty = () => new Float64Array(this.count).fill(NaN);
    return { last: empty(), min: empty(), max: empty(), bounds: new Set(), newest: undefined, liveAt: undefined };
  }
}

/** Step lengths that people can read, ms. */
export const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200, 86400].map((s) => s * 1000);

/** The least good step with which a span has at most `points` steps. */
export function stepFor(spanMs: number, points: number): number {
  return steps.find((step) => spanMs / step <= points) ?? Math.ceil(spanMs / points / 86_400_000) * 86_400_000;
}

/** Summary of what is known in a column, of values that occurred; undefined when nothing is. */
export function summary(column: Pick<Column, "last" | "min" | "max" | "bounds">): { last: number; min: number; max: number; mean: number; count: number } | undefined {
  const low = column.bounds.has("min") ? column.last : column.min;
  const high = column.bounds.has("max") ? column.last : column.max;
  let count = 0, sum = 0, min = Infinity, max = -Infinity, last = NaN;
  for (let i = 0; i < column.last.length; i += 1) {
    const value = column.last[i]!;
    if (Number.isNaN(value)) continue;
    count += 1;
    sum += value;
    last = value;
    min = Math.min(min, value, Number.isNaN(low[i]!) ? value : low[i]!);
    max = Math.max(max, value, Number.isNaN(high[i]!) ? value : high[i]!);
  }
  return count === 0 ? undefined : { last, min, max, mean: sum / count, count };
}
