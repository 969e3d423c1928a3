import type { JSX } from "preact";
import { Panel } from "../components/panel";
import { useUnheard } from "../components/unheard";
import { showText } from "../format/number";
import { read, useNodePoints, useNow, type Reading } from "../live/hooks";
import { topic } from "../live/pattern";

const dropsPerXrp = 1_000_000;

interface Fact {
  text: string;
  stale: boolean;
}

function drops({ value, stale }: Reading): Fact {
  return { text: value === undefined ? "–" : showText(Math.round(value * dropsPerXrp), "drops"), stale };
}

function xrp({ value, stale }: Reading): Fact {
  return { text: value === undefined ? "–" : showText(value, "XRP"), stale };
}

/** What the validators have voted for so far. Nodes do not tell the votes of single validators. */
export function FeePanel({ node }: { node: string }): JSX.Element {
  const now = useNow();
  const points = useNodePoints("xrpl", node, ["xrpl_ledger", "xrpl_fee"]);
  const ledger = (series: string) => read(points("xrpl_ledger"), series, now);
  const fee = (series: string) => read(points("xrpl_fee"), series, now);
  const base = ledger("xrpl_base_fee_xrp");
  const queue = fee("xrpl_transaction_queue_size");
  const rows: readonly (readonly [string, Fact])[] = [
    ["Base fee of a transaction", drops(base)],
    ["Reserve of an account", xrp(ledger("xrpl_reserve_base_xrp"))],
    ["Reserve for each object", xrp(ledger("xrpl_reserve_inc_xrp"))],
    ["Into the open ledger now", drops(fee("xrpl_fee_open_ledger_xrp"))],
    ["Into the queue now", drops(fee("xrpl_fee_minimum_xrp"))],
    ["Median of the last ledger", drops(fee("xrpl_fee_median_xrp"))],
    ["Transactions in the queue", { text: `${showText(queue.value, "1")} of ${showText(fee("xrpl_transaction_queue_limit").value, "1")}`, stale: queue.stale }],
  ];
  const unheard = useUnheard([topic("points", "xrpl", node, "xrpl_ledger")]);
  const state = base.t === undefined ? unheard ?? { kind: "empty" as const, message: "No ledger yet: fees come with it." }
    : base.stale ? { kind: "stale" as const, last: base.t, now } : { kind: "ok" as const };
  return (
    <Panel title="Fees and reserves" state={state} height={120}>
      <dl class="facts">{rows.map(([name, { text, stale }]) => <div key={name}><dt>{name}</dt><dd class="number">{stale ? <s class="muted" title="stale">{text}</s> : text}</dd></div>)}</dl>
    </Panel>
  );
}
