import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { DataTable } from "../components/data_table";
import { Panel, type PanelState } from "../components/panel";
import { fixed } from "../format/number";
import { clockTime, isoTime } from "../format/clock";
import { cut } from "../format/text";
import { stream } from "../live/client";
import { timeZone } from "../state/settings";
import { useStore } from "../state/store";
import { LedgerStrip, stripLength } from "./ledger_strip";
import type { Ledger, Validator } from "./rows";
import { forks, isYoung, shortKey, signers, unseenBetween, voteOf } from "./votes";

interface StripPanelProps {
  ledgers: readonly Ledger[];
  validators: readonly Validator[];
  chosen: string | undefined;
  onChoose: (key: string) => void;
  state: PanelState;
  now: number;
}

/** Square, filled, outlined or cut in two: as in the strip. */
function StripLegend(): JSX.Element {
  const entries = [["signed", "signed"], ["missing", "did not sign"], ["other", "signed another hash"], ["waiting", "not yet, or not heard"]] as const;
  return (
    <div class="legend">
      {entries.map(([vote, text]) => <span class="legend-item" key={vote}><svg width="12" height="12" aria-hidden="true"><rect class={`square square-${vote}`} x="1.5" y="1.5" width="9" height="9" /></svg> {text}</span>)}
    </div>
  );
}

/** The ledger strip with what holds it still: its own pause, and the loss of the stream. */
export function StripPanel({ ledgers, validators, chosen, onChoose, state, now }: StripPanelProps): JSX.Element {
  const [held, setHeld] = useState<readonly Ledger[]>();
  const [asTable, setAsTable] = useState(false);
  const zone = useStore(timeZone);
  const { state: streamState } = useStore(stream);
  const shown = held ?? ledgers;
  const at = shown[0] === undefined ? "" : ` at ledger ${fixed(shown[0].seq, 0)}`;
  const note = held ? `paused${at}` : streamState === "lost" ? `held by the loss of the connection${at}` : "newest left";
  const absent = (ledger: Ledger) => validators.filter(({ slot }) => ["missing", "other"].includes(voteOf(ledger, slot, isYoung(ledger, now))));
  return (
    <Panel title="Ledgers" id="ledgers" state={state} height={150} note={note} actions={
      <>
        <button type="button" class="button" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>Table</button>
        <button type="button" class="button" aria-pressed={held !== undefined} onClick={() => setHeld(held ? undefined : ledgers)}>{held ? "Go on" : "Pause strip"}</button>
      </>
    }>
      {asTable ? (
        <DataTable name="Ledgers" rows={shown.slice(0, stripLength)} rowKey={({ seq }) => String(seq)} height={320} columns={[
          { id: "seq", title: "Ledger", value: ({ seq }) => seq, show: ({ seq }) => fixed(seq, 0) },
          { id: "time", title: "Time", value: ({ arrived }) => arrived, csv: ({ arrived }) => isoTime(arrived ?? NaN), show: ({ arrived }) => (arrived === undefined ? "–" : clockTime(arrived, zone)) },
          { id: "hash", title: "Hash", minor: true, value: ({ hash }) => hash, show: ({ hash }) => <span class="mono">{cut(hash.slice(0, 12), 12)}</span> },
          { id: "signed", title: "Signed", align: "end", value: (ledger) => signers(ledger, validators), show: (ledger) => `${signers(ledger, validators)} of ${validators.length}` },
          { id: "absent", title: "Not signed by", minor: true, value: (ledger) => absent(ledger).map(({ key }) => shortKey(key)).join(" ") },
          { id: "forks", title: "Other hashes", align: "end", value: (ledger) => forks(ledger).length },
          { id: "unseen", title: "Unseen before it", align: "end", minor: true, value: (ledger) => unseenBetween(ledger, shown[shown.indexOf(ledger) + 1]) },
          { id: "tx", title: "Transactions", align: "end", value: ({ transactions }) => transactions },
        ]} />
      ) : (
        <>
          <LedgerStrip ledgers={shown} validators={validators} chosen={chosen} onChoose={onChoose} />
          <StripLegend />
        </>
      )}
    </Panel>
  );
}
