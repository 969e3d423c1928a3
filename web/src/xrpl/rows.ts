import { list, members, number, text } from "../api/json";

/** Rows of the tables of an XRPL node, as docs/api.md describes them. What has another shape is unknown. */

export const ownResults = ["agreed", "missed", "disagreed", "repaired", "unwatched", "pending", "none"] as const;
/** How our own validator did with a ledger. */
export type OwnResult = (typeof ownResults)[number];

/** A hash that trusted validators signed for a ledger. */
export interface Candidate {
  hash: string;
  /** Trusted validators that signed it and are not on the negative UNL. */
  count: number;
  /** Hexadecimal: bit i is the validator with slot i. */
  mask: string;
  quorum: boolean;
}

export interface Ledger {
  seq: number;
  hash: string;
  transactions: number | undefined;
  /** Unix ms, by the daemon's clock. */
  arrived: number | undefined;
  own: OwnResult;
  /** Trusted validators when it came; undefined while nobody knew the list. */
  trusted: number | undefined;
  quorum: number | undefined;
  candidates: readonly Candidate[];
  /** The node or the daemon was cut off just before or after it: of its validations some may not have been heard. */
  besideGap: boolean;
}

export interface Validator {
  slot: number;
  key: string;
  onNegativeUnl: boolean;
  silent: boolean;
  /** The last ledger that it signed: told of silent ones only. */
  last: number | undefined;
  version: string | undefined;
}

export interface Amendment {
  id: string;
  name: string | undefined;
  enabled: boolean;
  supported: boolean;
  vetoed: boolean | undefined;
  obsolete: boolean;
  /** Unix seconds. */
  majoritySince: number | undefined;
  /** When it comes into force if it keeps its majority, unix seconds. */
  eta: number | undefined;
  votes: number | undefined;
  threshold: number | undefined;
}

function filled(value: unknown): string | undefined {
  return text(value) || undefined;
}

function asCandidate(value: unknown): Candidate[] {
  const { hash, count, mask, quorum } = members(value);
  if (typeof hash !== "string" || typeof mask !== "string") return [];
  return [{ hash, count: number(count) ?? 0, mask, quorum: quorum === true }];
}

export function asLedger(value: unknown): Ledger | undefined {
  const row = members(value);
  const seq = number(row.seq);
  if (seq === undefined) return undefined;
  return {
    seq,
    hash: text(row.hash),
    transactions: number(row.tx),
    arrived: number(row.arrived),
    own: ownResults.find((name) => name === row.own) ?? "none",
    trusted: number(row.trusted),
    quorum: number(row.quorum),
    candidates: list(row.candidates).flatMap(asCandidate),
    besideGap: row.gap === true,
  };
}

export function asValidator(value: unknown): Validator | undefined {
  const row = members(value);
  const slot = number(row.slot), key = filled(row.key);
  if (slot === undefined || key === undefined) return undefined;
  return { slot, key, onNegativeUnl: row.nunl === true, silent: row.silent === true, last: number(row.last), version: filled(row.version) };
}

export function asAmendment(value: unknown): Amendment | undefined {
  const row = members(value);
  const id = filled(row.id);
  if (id === undefined) return undefined;
  return {
    id,
    name: filled(row.name),
    enabled: row.enabled === true,
    supported: row.supported === true,
    vetoed: typeof row.vetoed === "boolean" ? row.vetoed : undefined,
    obsolete: row.obsolete === true,
    majoritySince: number(row.majority_since),
    eta: number(row.eta),
    votes: number(row.votes),
    threshold: number(row.threshold),
  };
}
