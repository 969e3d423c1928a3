import { useCallback, useMemo } from "preact/hooks";
import { serverNow } from "../live/client";
import { useRows } from "../live/hooks";
import { topic } from "../live/pattern";
import { usePolled, type Polled } from "../live/use_polled";
import { asAmendment, asLedger, asValidator, type Amendment, type Ledger, type Validator } from "./rows";
import { markGaps } from "./votes";
import { askScores, type Scores } from "./scores";

/** Rows that did not change stay the same objects: what is drawn from them is not drawn again. */
const ledgerOf = new WeakMap<object, Ledger>();

function knownLedger(value: unknown): Ledger[] {
  if (typeof value !== "object" || value === null) return [];
  let ledger = ledgerOf.get(value);
  if (!ledger) {
    ledger = asLedger(value);
    if (!ledger) return [];
    ledgerOf.set(value, ledger);
  }
  return [ledger];
}

const besideGapOf = new WeakMap<Ledger, Ledger>();

function besideGap(ledger: Ledger): Ledger {
  const known = besideGapOf.get(ledger) ?? { ...ledger, besideGap: true };
  besideGapOf.set(ledger, known);
  return known;
}

/** The last 256 ledgers that the node announced, newest first. */
export function useLedgers(node: string): readonly Ledger[] {
  const rows = useRows([topic("table", "xrpl", node, "ledgers")]);
  return useMemo(() => markGaps(rows.flatMap(([, , value]) => knownLedger(value)).sort((a, b) => b.seq - a.seq), besideGap), [rows]);
}

/** The trusted validators, by slot; the same list while it says the same. */
export function useValidators(node: string): readonly Validator[] {
  const rows = useRows([topic("table", "xrpl", node, "validators")]);
  const found = rows.map(([, , value]) => asValidator(value)).filter((v): v is Validator => v !== undefined).sort((a, b) => a.slot - b.slot);
  return useMemo(() => found, [JSON.stringify(found)]);
}

export function useAmendments(node: string): readonly Amendment[] {
  const rows = useRows([topic("table", "xrpl", node, "amendments")]);
  return useMemo(() => rows.map(([, , value]) => asAmendment(value)).filter((a): a is Amendment => a !== undefined), [rows]);
}

const scoresEveryMs = 60_000;

/** Agreement of each trusted validator, asked for once a minute: the counters grow as often. */
export function useScores(node: string): Polled<ReadonlyMap<string, Scores>> {
  return usePolled(useCallback(() => askScores(node, Math.floor(serverNow() / 1000)), [node]), scoresEveryMs);
}
