/** A stretch of time in one state; undefined: nothing is known. Unix ms. */
export interface Segment {
  state: number | undefined;
  from: number;
  to: number;
}

/** Equal values in a row become one segment. Unknown stays unknown: the last state is never drawn on. */
export function segments(values: ArrayLike<number>, start: number, stepMs: number): Segment[] {
  const found: Segment[] = [];
  for (let i = 0; i < values.length; i += 1) {
    const state = Number.isNaN(values[i]!) ? undefined : values[i]!;
    const from = start + i * stepMs;
    const last = found.at(-1);
    if (last && last.state === state) last.to = from + stepMs;
    else found.push({ state, from, to: from + stepMs });
  }
  return found;
}

/** Share of all the time that was spent in each state, greatest first; that of which nothing is known stands last. */
export function shares(list: readonly Segment[]): { state: number | undefined; share: number }[] {
  const spent = new Map<number | undefined, number>();
  let total = 0;
  for (const { state, from, to } of list) {
    spent.set(state, (spent.get(state) ?? 0) + to - from);
    total += to - from;
  }
  const unknownLast = (a: { state: number | undefined }, b: { state: number | undefined }) => Number(a.state === undefined) - Number(b.state === undefined);
  return [...spent].map(([state, ms]) => ({ state, share: ms / total })).sort((a, b) => unknownLast(a, b) || b.share - a.share);
}
