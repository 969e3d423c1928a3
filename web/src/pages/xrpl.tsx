import type { JSX } from "preact";
import { overview } from "../networks/xrpl";
import { NodesPage, type NumberColumn } from "../overview/nodes_page";
import { useLink } from "../state/router";
import { coverageOf, limits } from "../xrpl/limits";
import type { Page } from "./page";

const columns: readonly NumberColumn[] = [
  { id: "ledger", title: "Ledger", measurement: "xrpl_ledger", series: "xrpl_ledger_sequence", unit: "1", minor: true },
  { id: "age", title: "Ledger age", measurement: "xrpl_ledger", series: "xrpl_ledger_age_seconds", kind: "age", unit: "age", thresholds: limits.ledgerAge, minor: true },
  { id: "agree1", title: "Agreement 1 h", measurement: "xrpl_validation", series: "xrpl_validation_agreement_pct_1h", unit: "percent", thresholds: limits.agreement["1h"], coverage: coverageOf("1h") },
  { id: "agree24", title: "24 h", measurement: "xrpl_validation", series: "xrpl_validation_agreement_pct_24h", unit: "percent", thresholds: limits.agreement["24h"], coverage: coverageOf("24h"), minor: true },
  { id: "peers", title: "Peers", measurement: "xrpl_server_info", series: "xrpl_peer_count", unit: "1", thresholds: limits.peers, minor: true },
  { id: "load", title: "Load", measurement: "xrpl_load", series: "xrpl_load_factor", unit: "1", minor: true },
  { id: "list", title: "List expires in", measurement: "xrpl_validator_list", series: "xrpl_validator_list_expires_seconds", kind: "countdown", unit: "age", thresholds: limits.expiry, minor: true },
];

function XrplNodes(): JSX.Element {
  const link = useLink();
  return (
    <NodesPage network="xrpl" view={overview} columns={columns} links={<a href={link("xrpl/network")}>The network</a>}
      since={{ measurement: "xrpl_state", series: "xrpl_time_in_current_state_seconds" }} info={{ measurement: "xrpl_build_info", version: ({ version }) => version }} />
  );
}

export const page: Page = { component: XrplNodes };
