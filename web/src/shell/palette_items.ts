/** Something to go to, or to do. */
export type PaletteItem =
  | { kind: "page" | "node" | "metric"; text: string; href: string }
  | { kind: "action"; text: string; run: () => Promise<void> };

/** Letters of `query` in order; the closer together and the earlier the better. Undefined: no match. */
export function score(query: string, text: string): number | undefined {
  const wanted = query.toLowerCase().replace(/\s+/g, "");
  const given = text.toLowerCase();
  const whole = given.indexOf(wanted);
  if (whole >= 0) return whole;
  let at = -1, gaps = 0;
  for (const letter of wanted) {
    const next = given.indexOf(letter, at + 1);
    if (next < 0) return undefined;
    gaps += next - at - 1;
    at = next;
  }
  return 1000 + gaps;
}

export function searchItems(items: readonly PaletteItem[], query: string, limit: number): PaletteItem[] {
  const rated = items.flatMap((item) => {
    const points = score(query, item.text);
    return points === undefined ? [] : [{ item, points }];
  });
  return rated.sort((a, b) => a.points - b.points || a.item.text.length - b.item.text.length).slice(0, limit).map(({ item }) => item);
}
