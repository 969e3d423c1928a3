import type { TimeSeriesProps } from "../components/time_series";
import { quote } from "../format/text";
import { topic } from "../live/pattern";

/** What the network did over the page's range, as the node saw it. */
export function networkCharts(node: string): TimeSeriesProps[] {
  const matcher = `{network="xrpl",node=${quote(node)}}`;
  const line = (measurement: string, series: string, label: string) => ({ expr: series + matcher, label, live: { topic: topic("points", "xrpl", node, measurement), series } });
  return [
    { title: "Signatures and quorum", unit: "1", queries: [line("xrpl_trusted", "xrpl_trusted_signers", "signed the newest ledger"), line("xrpl_validator_list", "xrpl_quorum_configured", "quorum"), line("xrpl_validator_list", "xrpl_trusted_validators", "trusted")] },
    { title: "Ledger interval", unit: "seconds", queries: [line("xrpl_ledger", "xrpl_ledger_close_interval_seconds", "mean of the last")] },
    { title: "Transactions", unit: "1/s", queries: [line("xrpl_ledger", "xrpl_transaction_rate", "a second")] },
    { title: "Fees, drops", unit: "1", queries: [{ expr: `xrpl_fee_median_xrp${matcher} * 1e6`, label: "median" }, { expr: `xrpl_fee_open_ledger_xrp${matcher} * 1e6`, label: "into the open ledger" }] },
    { title: "Negative UNL", unit: "1", queries: [line("xrpl_validator_list", "xrpl_negative_unl_validators", "validators")] },
    { title: "Validators that conflict", unit: "1", queries: [{ expr: `increase(xrpl_trusted_validations_conflicting_total${matcher}[5m])`, label: "second hashes in 5 min" }, { expr: `increase(xrpl_ledger_conflicts_total${matcher}[5m])`, label: "forks in 5 min" }] },
  ];
}
