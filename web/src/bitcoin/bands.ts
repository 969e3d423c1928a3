import { quote } from "../format/text";
import { plain } from "../format/number";
import type { SeriesQuery } from "../series/loader";

/** What waits with a fee rate from `low` on, sat/vB; below the next band. */
export interface Band {
  /** As the daemon writes it: a label of the series. */
  name: string;
  low: number;
  /** Undefined: the highest band. */
  high: number | undefined;
  /** Virtual bytes. */
  vsize: number | undefined;
  transactions: number | undefined;
}

/** In order, lowest first, each with the edge of the next one. Names that are no number are left out. */
export function orderBands(found: readonly Omit<Band, "low" | "high">[]): Band[] {
  const known = found.map((band) => ({ ...band, low: band.name === "" ? NaN : Number(band.name) })).filter(({ low }) => Number.isFinite(low)).sort((a, b) => a.low - b.low);
  return known.map((band, i) => ({ ...band, high: known[i + 1]?.low }));
}

/** "2–3", "100 and more" */
export function bandText(low: number, high: number | undefined): string {
  return high === undefined ? `${plain(low)} and more` : `${plain(low)}–${plain(high)}`;
}

/** From the first to the last band that holds something: the empty ones around them say nothing. */
export function filledBands(bands: readonly Band[]): Band[] {
  const filled = bands.flatMap(({ vsize }, i) => (vsize ? [i] : []));
  return filled.length === 0 ? [] : bands.slice(filled[0], filled.at(-1)! + 1);
}

/** So many areas can be told apart in one hue. */
const joinedEdges = [0, 1, 2, 3, 5, 10, 20, 50, 100];

/** The bands joined to few, the highest first. `names` as the daemon writes them. */
export function joinBands(names: readonly string[]): { label: string; names: string[] }[] {
  const bands = orderBands(names.map((name) => ({ name, vsize: undefined, transactions: undefined })));
  return joinedEdges.map((low, i) => {
    const high = joinedEdges[i + 1];
    return { label: bandText(low, high), names: bands.filter((band) => band.low >= low && !(high !== undefined && band.low >= high)).map(({ name }) => name) };
  }).filter((joined) => joined.names.length > 0).reverse();
}

/** Lower edges of all bands of the daemon (src/networks/bitcoin/mempool_picture.hpp): the history has them also while no live row tells them. */
export const bandEdges = [
  0, 0.1, 0.2, 0.5, 1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 30, 40, 50, 60, 70, 80, 90, 100, 125, 150, 175, 200, 250,
  300, 350, 400, 500, 600, 700, 800, 900, 1000, 1200, 1400, 1600, 2000,
];

/** One line for each of the joined bands, in millions of virtual bytes; the highest first, so that it lies at the bottom. */
export function bandQueries(node: string): SeriesQuery[] {
  return joinBands(bandEdges.map(String)).map((joined) => {
    const any = joined.names.map((name) => name.replace(/[.+]/g, "\\$&")).join("|");
    return { expr: `sum(bitcoin_mempool_band_vsize_bytes{network="bitcoin",node=${quote(node)},band=~${quote(any)}}) / 1e6`, label: joined.label };
  });
}
