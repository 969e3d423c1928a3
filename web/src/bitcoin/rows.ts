import { list, members, number, text } from "../api/json";

/** Rows of the tables of a Bitcoin node, as docs/api.md describes them. What has another shape is unknown. */

export interface Block {
  hash: string;
  height: number;
  /** Unix seconds, by the miner's clock. */
  time: number | undefined;
  /** When nodewatch saw it, unix ms; undefined for blocks from before. */
  arrived: number | undefined;
  transactions: number | undefined;
  /** Bytes. */
  size: number | undefined;
  weight: number | undefined;
  /** Satoshi. */
  fees: number | undefined;
  subsidy: number | undefined;
  /** Fee rates of 10, 25, 50, 75, 90 % of its weight, sat/vB. */
  rates: readonly number[];
  /** It is no longer on the active chain. */
  fellOut: boolean;
}

/** What the next blocks would hold if they were made of the mempool as it is. */
export interface Projected {
  /** 0: the next block. */
  index: number;
  transactions: number | undefined;
  /** Virtual bytes. */
  vsize: number | undefined;
  /** Satoshi. */
  fees: number | undefined;
  /** Sat/vB; 0 when it is less than half full. */
  median: number | undefined;
  /** Least, 10, 25, 50, 75, 90 %, greatest, sat/vB. */
  rates: readonly number[];
  /** It stands for all the rest. */
  last: boolean;
}

export interface Peer {
  id: number;
  address: string | undefined;
  network: string | undefined;
  inbound: boolean | undefined;
  type: string | undefined;
  transport: string | undefined;
  version: string | undefined;
  protocol: number | undefined;
  services: readonly string[];
  /** Milliseconds. */
  ping: number | undefined;
  leastPing: number | undefined;
  /** Bytes. */
  received: number | undefined;
  sent: number | undefined;
  /** Unix seconds. */
  since: number | undefined;
  country: string | undefined;
  asn: number | undefined;
  organisation: string | undefined;
  latitude: number | undefined;
  longitude: number | undefined;
  /** False: the place is the middle of its country. */
  exact: boolean;
}

function filled(value: unknown): string | undefined {
  return text(value) || undefined;
}

/** A list of numbers that has a gap cannot be read by place. */
function numbers(value: unknown): readonly number[] {
  const all = list(value).map(number);
  return all.every((one) => one !== undefined) ? all as number[] : [];
}

export function asBlock(value: unknown): Block | undefined {
  const row = members(value);
  const hash = filled(row.hash), height = number(row.height);
  if (hash === undefined || height === undefined) return undefined;
  return {
    hash, height, time: number(row.time), arrived: number(row.arrived), transactions: number(row.tx), size: number(row.size), weight: number(row.weight),
    fees: number(row.fees), subsidy: number(row.subsidy), rates: numbers(row.rates), fellOut: row.fell_out === true,
  };
}

export function asProjected(value: unknown): Projected | undefined {
  const row = members(value);
  const index = number(row.index);
  if (index === undefined) return undefined;
  return { index, transactions: number(row.tx), vsize: number(row.vsize), fees: number(row.fees), median: number(row.median), rates: numbers(row.rates), last: row.last === true };
}

export function asPeer(value: unknown): Peer | undefined {
  const row = members(value);
  const id = number(row.id);
  if (id === undefined) return undefined;
  return {
    id, address: filled(row.address), network: filled(row.network), inbound: typeof row.inbound === "boolean" ? row.inbound : undefined, type: filled(row.type),
    transport: filled(row.transport), version: filled(row.version), protocol: number(row.protocol),
    services: list(row.services).filter((service): service is string => typeof service === "string"),
    ping: number(row.ping_ms), leastPing: number(row.min_ping_ms), received: number(row.received), sent: number(row.sent), since: number(row.since),
    country: filled(row.country), asn: number(row.asn), organisation: filled(row.organisation),
    latitude: number(row.latitude), longitude: number(row.longitude), exact: row.exact !== false,
  };
}
