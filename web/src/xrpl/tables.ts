import { useEffect, useMemo, useState } from "preact/hooks";
import { queryRange } from "../api/batch";
import { serverNow } from "../live/client";
import { useRows } from "../live/hooks";
import { topic } from "../live/pattern";
import { asAmendment, asLedger, asValidator, type Amendment, type Ledger, type Validator } from "./rows";
import { readScores, scoreQueries, type Scores } from "./scores";

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

/** The last 256 ledgers that the node announced, newest first. */
export function useLedgers(node: string): readonly Ledger[] {
  const rows = useRows([topic("table", "xrpl", node, "ledgers")]);
  return useMemo(() => rows.flatMap(([, , value]) => knownLedger(value)).sort((a, b) => b.seq - a.seq), [rows]);
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

export interface ScoresState {
  scores: ReadonlyMap<string, Scores> | undefined;
  error: string | undefined;
  retry: () => void;
}

/** Agreement of each trusted validator, asked for once a minute: the counters grow as often. */
export function useScores(node: string): ScoresState {
  const [state, setState] = useState<Pick<ScoresState, "scores" | "error">>({ scores: undefined, error: undefined });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let over = false;
    const ask = async () => {
      const queries = scoreQueries(node);
      const at = Math.floor(serverNow() / 1000);
      try {
        const results = await Promise.all(queries.map(({ expr }) => queryRange(expr, { start: at, end: at, step: 60 })));
        if (!over) setState({ scores: readScores(queries, results), error: undefined });
      } catch (cause) {
        // The last scores stay.
        if (!over) setState(({ scores }) => ({ scores, error: cause instanceof Error ? cause.message : String(cause) }));
      }
    };
    void ask();
    const timer = setInterval(() => void ask(), scoresEveryMs);
    return () => {
      over = true;
      clearInterval(timer);
    };
  }, [node, turn]);
  return { ...state, retry: () => setTurn((n) => n + 1) };
}
