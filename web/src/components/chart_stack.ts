import type { AlignedData } from "uplot";
import type { Loaded } from "../series/loader";

/**
 * The lines put on each other, in their order: positive values up from zero, negative ones down. What is unknown or
 * hidden adds nothing, and is NaN in its own line.
 */
export function stackColumns(columns: readonly ArrayLike<number>[], hidden: ReadonlySet<number>): Float64Array[] {
  const count = columns[0]?.length ?? 0;
  const up = new Float64Array(count), down = new Float64Array(count);
  return columns.map((values, line) => {
    const stacked = new Float64Array(count).fill(NaN);
    if (hidden.has(line)) return stacked;
    for (let i = 0; i < count; i += 1) {
      const value = values[i]!;
      if (!Number.isFinite(value)) continue;
      const base = value < 0 ? down : up;
      base[i] = stacked[i] = base[i]! + value;
    }
    return stacked;
  });
}

/** The sum of what is known at a step; undefined when nothing is. */
export function totalAt(values: readonly number[]): number | undefined {
  const known = values.filter((v) => Number.isFinite(v));
  return known.length === 0 ? undefined : known.reduce((sum, v) => sum + v, 0);
}

/** For uPlot: the uppermost line first, so that each one paints over what lies behind it. */
export function stackedData({ grid }: Loaded, hidden: ReadonlySet<number>): AlignedData {
  const times = Array.from({ length: grid.count }, (_, i) => grid.timeAt(i) / 1000);
  const stacked = stackColumns(grid.columns.map(({ last }) => last), hidden);
  return [times, ...stacked.reverse().map((values) => Array.from(values, (v) => (Number.isNaN(v) ? null : v)))];
}
