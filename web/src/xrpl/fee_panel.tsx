import type { JSX } from "preact";
import { Panel } from "../components/panel";
import { showText } from "../format/number";
import { read, useNodePoints, useNow, type Reading } from "../live/hooks";

const dropsPerXrp = 1_000_000;

function drops({ value }: Reading): string {
  return value === undefined ? "–" : showText(Math.round(value * dropsPerXrp), "drops");
}

function xrp({ value }: Reading): string {
  return value === undefined ? "–" : showText(value, "XRP");
}

/** What the validators have voted for so far. Nodes do not tell the votes of single validators. */
export function FeePanel({ node }: { node: string }): JSX.Element {
  const now = useNow();
  const points = useNodePoints("xrpl", node, ["xrpl_ledger", "xrpl_fee"]);
  const ledger = (series: string) => read(points("xrpl_ledger"), series, now);
  const fee = (series: string) => read(points("xrpl_fee"), series, now);
  const base = ledger("xrpl_base_fee_xrp");
  const rows: readonly (readonly [string, string])[] = [
    ["Base fee of a transaction", drops(base)],
    ["Reserve of an account", xrp(ledger("xrpl_reserve_base_xrp"))],
    ["Reserve for each object", xrp(ledger("xrpl_reserve_inc_xrp"))],
    ["Into the open ledger now", drops(fee("xrpl_fee_open_ledger_xrp"))],
    ["Into the queue now", drops(fee("xrpl_fee_minimum_xrp"))],
    ["Median of the last ledger", drops(fee("xrpl_fee_median_xrp"))],
    ["Transactions in the queue", `${showText(fee("xrpl_transaction_queue_size").value, "1")} of ${showText(fee("xrpl_transaction_queue_limit").value, "1")}`],
  ];
  const state = base.t === undefined ? { kind: "empty" as const, message: "No ledger yet: fees come with it." }
    : base.stale ? { kind: "stale" as const, last: base.t, now } : { kind: "ok" as const };
  return (
    <Panel title="Fees and reserves" state={state} height={120}>
      <dl class="facts">{rows.map(([name, value]) => <div key={name}><dt>{name}</dt><dd class="number">{value}</dd></div>)}</dl>
    </Panel>
  );
}
