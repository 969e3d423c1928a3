import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { Shape } from "../components/shape";
import { fixed } from "../format/number";
import { cut } from "../format/text";
import type { Candidate, Ledger, Validator } from "./rows";
import { forks, hasBit, signers, voteOf, type Vote } from "./votes";

const size = 11;
const pitch = 12.5;
export const perRow = 5;

interface ColumnProps {
  ledger: Ledger;
  validators: readonly Validator[];
  young: boolean;
  /** Key of the validator that is marked everywhere. */
  chosen: string | undefined;
  /** Validator under the keyboard, by its place in the list. */
  cursor: number | undefined;
  onChoose: (key: string) => void;
  /** Ledgers before it that were not seen. */
  unseen: number;
}

export function unseenText(count: number): string {
  return `${fixed(count, 0)} ${count === 1 ? "ledger" : "ledgers"} before it not seen`;
}

function Square({ vote, x, y, marked }: { vote: Vote; x: number; y: number; marked: boolean }): JSX.Element {
  return (
    <>
      <rect class={`square square-${vote}`} x={x + 1.5} y={y + 1.5} width={size - 3} height={size - 3} />
      {marked && <rect class="square-mark" x={x} y={y} width={size} height={size} />}
    </>
  );
}

/** One square a validator, in the order of the list. */
function Squares({ count, voteAt, marked }: { count: number; voteAt: (i: number) => Vote; marked: (i: number) => boolean }): JSX.Element {
  return (
    <svg class="squares" width={perRow * pitch} height={Math.max(1, Math.ceil(count / perRow)) * pitch} aria-hidden="true">
      {Array.from({ length: count }, (_, i) => <Square key={i} vote={voteAt(i)} x={(i % perRow) * pitch + 1} y={Math.floor(i / perRow) * pitch + 1} marked={marked(i)} />)}
    </svg>
  );
}

function Fork({ fork, validators }: { fork: Candidate; validators: readonly Validator[] }): JSX.Element {
  const signedBy = validators.filter(({ slot }) => hasBit(fork.mask, slot));
  return (
    <div class="fork" data-fork>
      <div><Shape level="warn" label="fork" /> <span class="mono">{cut(fork.hash.slice(0, 6), 6)}</span></div>
      <Squares count={signedBy.length} voteAt={() => "signed"} marked={() => false} />
      <div class="number muted">{fork.count} signed</div>
    </div>
  );
}

/** A ledger: its number, its hash, one square a trusted validator; below it other hashes that were signed. */
export function LedgerColumn({ ledger, validators, young, chosen, cursor, onChoose, unseen }: ColumnProps): JSX.Element {
  return useMemo(() => {
    const marked = (i: number) => i === cursor || (chosen !== undefined && validators[i]?.key === chosen);
    const own = ledger.candidates.find(({ hash }) => hash === ledger.hash);
    const signed = signers(ledger, validators);
    const choose = (event: MouseEvent) => {
      const i = Math.floor(event.offsetY / pitch) * perRow + Math.floor(event.offsetX / pitch);
      const validator = event.offsetX < perRow * pitch ? validators[i] : undefined;
      if (validator) onChoose(validator.key);
    };
    return (
      <li class={unseen > 0 ? "ledger ledger-gap" : "ledger"} data-ledger={ledger.seq}>
        <div class="ledger-seq number">{fixed(ledger.seq, 0)}</div>
        <div class="ledger-hash mono">{cut(ledger.hash.slice(0, 6), 6)} <span title={own?.quorum ? "a quorum signed it" : young ? "no quorum yet" : "its signatures were not heard"}>{own?.quorum ? "✓" : young ? "…" : "?"}</span></div>
        <div class="squares-box" onClick={choose}><Squares count={validators.length} voteAt={(i) => voteOf(ledger, validators[i]!.slot, young)} marked={marked} /></div>
        <div class="number muted">{signed} of {validators.length}</div>
        <div class="number muted">{ledger.transactions ?? "–"} tx</div>
        {unseen > 0 && <div class="unseen level-stale" title={unseenText(unseen)}><Shape level="stale" label={unseenText(unseen)} /> {fixed(unseen, 0)} unseen</div>}
        {forks(ledger).map((fork) => <Fork key={fork.hash} fork={fork} validators={validators} />)}
      </li>
    );
  }, [ledger, validators, young, chosen, cursor, onChoose, unseen]);
}
