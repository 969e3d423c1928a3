import type { Candidate, Ledger, Validator } from "./rows";

/**
 * What a trusted validator did with a ledger. `other`: it signed another hash; `waiting`: the ledger is so young that
 * its validation may still come; `unknown`: not watched, beside ledgers that were not, or no quorum was seen. A validated
 * ledger has had a quorum, so where none was seen it was the node that did not hear the validators.
 */
export type Vote = "signed" | "missing" | "other" | "waiting" | "unknown";

export const voteWord: Readonly<Record<Vote, string>> = {
  signed: "signed", missing: "did not sign", other: "signed another hash", waiting: "not yet signed", unknown: "not heard",
};

/** Validations come within this time of the ledger; the daemon counts signers after as long. */
const signingMs = 5000;

/** Whether the bit of the slot is set in a mask of hexadecimal digits, the lowest bit last. */
export function hasBit(mask: string, slot: number): boolean {
  const digit = mask.length - 1 - Math.floor(slot / 4);
  if (digit < 0) return false;
  return ((parseInt(mask[digit]!, 16) >> (slot % 4)) & 1) === 1;
}

export function isYoung({ arrived }: Ledger, now: number): boolean {
  return arrived !== undefined && now - arrived < signingMs;
}

/** The validated hash first, then by signatures, then by hash: the order stands still. */
export function orderCandidates({ hash, candidates }: Ledger): Candidate[] {
  return [...candidates].sort((a, b) => Number(b.hash === hash) - Number(a.hash === hash) || b.count - a.count || (a.hash < b.hash ? -1 : 1));
}

/** Hashes that trusted validators signed beside the ledger's own. */
export function forks(ledger: Ledger): Candidate[] {
  return orderCandidates(ledger).filter(({ hash }) => hash !== ledger.hash);
}

/** Validators, not bits: a slot may have nobody. */
export function signers(ledger: Ledger, validators: readonly Validator[]): number {
  const own = ledger.candidates.find(({ hash }) => hash === ledger.hash);
  return own ? validators.filter(({ slot }) => hasBit(own.mask, slot)).length : 0;
}

export function hasQuorum({ hash, candidates }: Ledger): boolean {
  return candidates.some((candidate) => candidate.hash === hash && candidate.quorum);
}

export function voteOf(ledger: Ledger | undefined, slot: number, young: boolean): Vote {
  if (!ledger || ledger.trusted === undefined) return "unknown";
  const own = ledger.candidates.find(({ hash }) => hash === ledger.hash);
  if (own && hasBit(own.mask, slot)) return "signed";
  if (ledger.candidates.some(({ mask }) => hasBit(mask, slot))) return "other";
  if (young) return "waiting";
  return own?.quorum && !ledger.besideGap ? "missing" : "unknown";
}

/** How many ledgers were not seen between this one and the one before it (`older`). */
export function unseenBetween({ seq }: Ledger, older: Ledger | undefined): number {
  return older === undefined ? 0 : Math.max(0, seq - older.seq - 1);
}

/** The same ledgers, newest first, told which are beside a gap. `marked` gives the same object for the same ledger. */
export function markGaps(ledgers: readonly Ledger[], marked: (ledger: Ledger) => Ledger): Ledger[] {
  const gapAfter = ledgers.map((ledger, i) => unseenBetween(ledger, ledgers[i + 1]) > 0);
  return ledgers.map((ledger, i) => (gapAfter[i] || gapAfter[i - 1] ? marked(ledger) : ledger));
}

/** Newest first; where a ledger was not seen the place is empty, so that places are ledgers. */
export function consecutive(ledgers: readonly Ledger[], count: number): (Ledger | undefined)[] {
  const newest = ledgers[0]?.seq;
  if (newest === undefined) return [];
  const bySeq = new Map(ledgers.map((ledger) => [ledger.seq, ledger]));
  const oldest = Math.max(newest - count + 1, ledgers.at(-1)!.seq);
  return Array.from({ length: newest - oldest + 1 }, (_, i) => bySeq.get(newest - i));
}

/** How many of the ledgers a validator did not sign, old enough to be judged. */
export function misses(ledgers: readonly (Ledger | undefined)[], slot: number, now: number): number {
  return ledgers.filter((ledger) => {
    const vote = voteOf(ledger, slot, ledger !== undefined && isYoung(ledger, now));
    return vote === "missing" || vote === "other";
  }).length;
}

/** Index of the newest ledger that the validator signed. */
export function lastSigned(ledgers: readonly Ledger[], { slot, last }: Validator): number | undefined {
  return ledgers.find((ledger) => voteOf(ledger, slot, false) === "signed")?.seq ?? last;
}

/** "nHBoi…vKd2K" */
export function shortKey(key: string): string {
  return key.length <= 14 ? key : `${key.slice(0, 5)}…${key.slice(-5)}`;
}
