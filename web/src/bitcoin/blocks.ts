import { ageText, fixed, plain, showText } from "../format/number";
import type { Block, Projected } from "./rows";

const satoshiPerBitcoin = 1e8;

export function bitcoins(satoshi: number | undefined): string {
  return satoshi === undefined ? "–" : `${fixed(satoshi / satoshiPerBitcoin, 3)} BTC`;
}

/** "1.8–55": what nearly all of a block paid. Undefined: not known. */
export function rateRange(rates: readonly number[]): string | undefined {
  const [low, high] = [rates[0], rates.at(-1)];
  return low === undefined || high === undefined ? undefined : low === high ? plain(low) : `${plain(low)}–${plain(high)}`;
}

/** The middle one of 10, 25, 50, 75, 90 %. */
export function medianOf({ rates }: Block): number | undefined {
  return rates.length === 5 ? rates[2] : undefined;
}

/** Seconds since it came: by nodewatch's clock if it saw it come, else by its miner's. */
export function blockAge({ arrived, time }: Block, now: number): number | undefined {
  return arrived !== undefined ? (now - arrived) / 1000 : time === undefined ? undefined : now / 1000 - time;
}

/** A place of the strip. */
export type Place = { kind: "projected"; projected: Projected } | { kind: "mined"; block: Block };

/** Left the block that is farthest away, at the border the next and the newest, right the oldest. */
export function places(projected: readonly Projected[], blocks: readonly Block[]): Place[] {
  return [...[...projected].reverse().map((one): Place => ({ kind: "projected", projected: one })), ...blocks.map((block): Place => ({ kind: "mined", block }))];
}

export function projectedName({ index, last }: Projected): string {
  return index === 0 ? "Next block" : `${last ? "From " : ""}+${index + 1}`;
}

/** What a screen reader says, and what stands below the strip. */
export function placeText(place: Place, now: number): string {
  const parts = place.kind === "projected" ? projectedParts(place.projected) : minedParts(place.block, now);
  return parts.filter((part) => part !== undefined).join(", ");
}

function projectedParts(projected: Projected): (string | undefined)[] {
  const { median, transactions, vsize, fees, last } = projected;
  const range = rateRange(projected.rates);
  return [
    `${projectedName(projected)}${last ? ": all the rest" : ""}`,
    median === undefined ? undefined : median === 0 ? "less than half full" : `median ${plain(median)} sat/vB`,
    range && `from ${range.replace("–", " to ")} sat/vB`,
    transactions === undefined ? undefined : `${fixed(transactions, 0)} transactions`,
    vsize === undefined ? undefined : `${fixed(vsize / 1e6, 2)} MvB`,
    fees === undefined ? undefined : `fees ${bitcoins(fees)}`,
  ];
}

function minedParts(block: Block, now: number): (string | undefined)[] {
  const age = blockAge(block, now);
  const median = medianOf(block);
  return [
    `Block ${fixed(block.height, 0)}`,
    block.fellOut ? "fell out of the chain" : undefined,
    age === undefined ? undefined : `${ageText(age)} ago`,
    median === undefined ? undefined : `median ${plain(median)} sat/vB`,
    block.transactions === undefined ? undefined : `${fixed(block.transactions, 0)} transactions`,
    block.size === undefined ? undefined : showText(block.size, "bytes"),
    block.fees === undefined ? undefined : `fees ${bitcoins(block.fees)}`,
    `hash ${block.hash.slice(0, 100)}`,
  ];
}
