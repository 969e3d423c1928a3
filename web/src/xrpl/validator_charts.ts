import type { TimeSeriesProps } from "../components/time_series";
import { quote } from "../format/text";
import { topic } from "../live/pattern";
import { limits } from "./limits";

/** The charts of a node's page; `stock`: it has no validator key, so there is no agreement. */
export function validatorCharts(node: string, stock: boolean): TimeSeriesProps[] {
  const matcher = `{network="xrpl",node=${quote(node)}}`;
  const line = (measurement: string, series: string, label: string) => ({ expr: series + matcher, label, live: { topic: topic("points", "xrpl", node, measurement), series } });
  const server = (series: string, label: string) => line("xrpl_server_info", series, label);
  // Only while the node was heard: what nobody counted is unknown, not 0.
  const whileUp = (expr: string, window: string) => `${expr} and on (network, node) max_over_time(xrpl_up${matcher}[${window}]) == 1`;
  const aMinute = (series: string) => whileUp(`rate(${series}${matcher}[2m]) * 60`, "2m");
  const in5Minutes = (series: string) => whileUp(`increase(${series}${matcher}[5m])`, "5m");
  const validating: TimeSeriesProps[] = [
    { title: "Agreement", unit: "percent", thresholds: limits.agreement["1h"], queries: [line("xrpl_validation", "xrpl_validation_agreement_pct_1h", "1 h"), line("xrpl_validation", "xrpl_validation_agreement_pct_24h", "24 h")] },
    { title: "Validations and ledgers a minute", unit: "1", queries: [{ expr: aMinute("xrpl_validations_total"), label: "our validations" }, { expr: aMinute("xrpl_ledgers_closed_total"), label: "ledgers" }] },
  ];
  const database = "No samples: nodewatch reads the databases only when it runs on the node's host.";
  return [
    ...(stock ? [{ title: "Ledgers a minute", unit: "1", queries: [{ expr: aMinute("xrpl_ledgers_closed_total"), label: "ledgers" }] }] : validating),
    { title: "Time to consensus", unit: "seconds", queries: [server("xrpl_consensus_converge_time_seconds", "last ledger")] },
    { title: "Load factor", unit: "1", log: true, queries: [line("xrpl_load", "xrpl_load_factor", "1 is normal")] },
    { title: "Ledger age", unit: "seconds", thresholds: limits.ledgerAge, queries: [{ expr: `xrpl_ledger_age_seconds${matcher}`, label: "since the newest ledger" }] },
    { title: "Disk latency", unit: "milliseconds", queries: [server("xrpl_io_latency_ms", "latency")] },
    { title: "Peers", unit: "1", queries: [line("xrpl_peers", "xrpl_peers_inbound", "in"), line("xrpl_peers", "xrpl_peers_outbound", "out"), line("xrpl_peers", "xrpl_peers_insane", "on another chain")] },
    { title: "Latency of the peers", unit: "seconds", queries: [line("xrpl_peers", "xrpl_peer_latency_median_seconds", "half below"), { expr: `xrpl_peer_latency_p90_ms${matcher} / 1000`, label: "90 % below" }] },
    { title: "Transactions", unit: "1/s", queries: [line("xrpl_ledger", "xrpl_transaction_rate", "a second")] },
    { title: "Databases", unit: "bytes", emptyText: database, queries: [line("xrpl_database", "xrpl_ledger_db_bytes", "all"), line("xrpl_database", "xrpl_ledger_nudb_bytes", "NuDB"), line("xrpl_database", "xrpl_database_filesystem_avail_bytes", "free")] },
    { title: "Uptime", unit: "seconds", queries: [server("xrpl_rippled_uptime_seconds", "since the node started")] },
    { title: "Restarts and state changes", unit: "1", queries: [{ expr: in5Minutes("xrpl_node_restarts_total"), label: "restarts in 5 min" }, { expr: in5Minutes("xrpl_state_changes_total"), label: "state changes in 5 min" }] },
  ];
}
