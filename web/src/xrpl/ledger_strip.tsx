import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { announce } from "../components/announcer";
import { cellKey, type Cell } from "../components/cell_grid";
import { fixed } from "../format/number";
import { cut } from "../format/text";
import { useNow } from "../live/hooks";
import { LedgerColumn, unseenText } from "./ledger_column";
import type { Ledger, Validator } from "./rows";
import { isYoung, shortKey, unseenBetween, voteOf, voteWord } from "./votes";

export const stripLength = 20;

interface StripProps {
  ledgers: readonly Ledger[];
  validators: readonly Validator[];
  chosen: string | undefined;
  onChoose: (key: string) => void;
}

/** The last ledgers, newest left. Arrow keys go from ledger to ledger and from validator to validator; Enter marks one. */
export function LedgerStrip({ ledgers, validators, chosen, onChoose }: StripProps): JSX.Element {
  const now = useNow();
  const list = useRef<HTMLUListElement>(null);
  const [at, setAt] = useState<Cell>();
  const shown = ledgers.slice(0, stripLength);

  const say = ({ column, row }: Cell) => {
    const ledger = shown[column], validator = validators[row];
    if (!ledger || !validator) return;
    const unseen = unseenBetween(ledger, ledgers[column + 1]);
    announce(`Ledger ${fixed(ledger.seq, 0)}, ${cut(shortKey(validator.key), 40)}: ${voteWord[voteOf(ledger, validator.slot, isYoung(ledger, now))]}${unseen > 0 ? `. ${unseenText(unseen)}` : ""}`, true);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || shown.length === 0 || validators.length === 0) return;
    if (event.key === "Enter" && at) {
      event.preventDefault();
      const validator = validators[at.row];
      if (validator) onChoose(validator.key);
      return;
    }
    const moved = cellKey(event.key, at ?? { column: 0, row: 0 }, shown.length, validators.length);
    if (!moved) return;
    event.preventDefault();
    event.stopPropagation();
    const next = at ? moved : { column: 0, row: 0 };
    setAt(next);
    say(next);
    list.current?.children[next.column]?.scrollIntoView({ block: "nearest", inline: "nearest" });
  };

  return (
    <div class="strip" role="group" tabIndex={0} aria-label={`The last ${shown.length} ledgers with the signatures of ${validators.length} trusted validators. Arrow keys move, Enter marks a validator.`}
      onKeyDown={onKey} onBlur={() => setAt(undefined)}>
      <ul ref={list}>
        {shown.map((ledger, column) => (
          <LedgerColumn key={ledger.seq} ledger={ledger} validators={validators} young={isYoung(ledger, now)} chosen={chosen}
            unseen={unseenBetween(ledger, ledgers[column + 1])} cursor={at?.column === column ? at.row : undefined} onChoose={onChoose} />
        ))}
      </ul>
    </div>
  );
}
