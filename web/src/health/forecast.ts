/** How a size grows: the straight line of least squares through what is known of it. */
export interface Growth {
  /** Bytes a day; below zero: it shrinks. Undefined: too little history. */
  perDay: number | undefined;
  /** Days between the first and the last known value. */
  days: number;
  /** The newest known value, bytes. */
  last: number | undefined;
}

const dayMs = 86_400_000;
/** Merging and retention run once a day: less than a day tells nothing. */
const leastDays = 1;

/** `values`: one each `stepMs`, NaN where unknown. */
export function growth(values: Float64Array, stepMs: number): Growth {
  const known = Array.from(values, (bytes, i) => ({ day: (i * stepMs) / dayMs, bytes })).filter(({ bytes }) => Number.isFinite(bytes));
  const last = known.at(-1)?.bytes;
  const days = known.length === 0 ? 0 : known.at(-1)!.day - known[0]!.day;
  const mean = (of: (point: { day: number; bytes: number }) => number) => known.reduce((sum, point) => sum + of(point), 0) / known.length;
  if (days < leastDays) return { perDay: undefined, days, last };
  const day = mean((p) => p.day), bytes = mean((p) => p.bytes);
  const perDay = mean((p) => (p.day - day) * (p.bytes - bytes)) / mean((p) => (p.day - day) ** 2);
  return { perDay, days, last };
}

/** Days until nothing is free, when `free` goes on as it went; Infinity when it does not shrink, undefined when that is not known. */
export function daysLeft({ perDay, last }: Growth): number | undefined {
  if (perDay === undefined || last === undefined) return undefined;
  return perDay >= 0 ? Infinity : last / -perDay;
}

/** Bytes in so many days, never less than now's when it shrinks: it is not told why it does. */
export function sizeIn({ perDay, last }: Growth, days: number): number | undefined {
  return perDay === undefined || last === undefined ? undefined : last + Math.max(0, perDay) * days;
}
