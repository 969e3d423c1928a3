import type { NetworkView } from "./network";
import { coverageOf, limits } from "../xrpl/limits";
import { validatorPath } from "../xrpl/names";
import type { StateName } from "../components/state_timeline";

/** The numbers of xrpl_validator_state_value. Only up to tracking is the node not in sync. */
const states: readonly StateName[] = [
  { text: "down", level: "crit" },
  { text: "disconnected", level: "crit" },
  { text: "connected", level: "warn" },
  { text: "syncing", level: "warn" },
  { text: "tracking", level: "warn" },
  { text: "full", level: "ok" },
  { text: "validating", level: "ok" },
  { text: "proposing", level: "ok" },
];

export function xrplState(value: number): StateName | undefined {
  return states[value];
}

export const overview: NetworkView = {
  title: "XRPL",
  what: "XRPL node",
  state: { measurement: "xrpl_state", series: "xrpl_validator_state_value", name: xrplState },
  columns: [
    { label: "ledger", measurement: "xrpl_ledger", series: "xrpl_ledger_sequence", unit: "1" },
    { label: "ledger age", measurement: "xrpl_ledger", series: "xrpl_ledger_age_seconds", kind: "age", unit: "age", thresholds: limits.ledgerAge },
    { label: "agreement 1 h", measurement: "xrpl_validation", series: "xrpl_validation_agreement_pct_1h", unit: "percent", thresholds: limits.agreement["1h"], coverage: coverageOf("1h") },
    { label: "peers", measurement: "xrpl_server_info", series: "xrpl_peer_count", unit: "1", thresholds: limits.peers },
    { label: "load", measurement: "xrpl_load", series: "xrpl_load_factor", unit: "1" },
  ],
  headline: { title: "Transactions/s", unit: "1/s", measurement: "xrpl_ledger", series: "xrpl_transaction_rate" },
  up: "xrpl_up",
  nodePage: validatorPath,
  snippet: "targets:\n  - network: xrpl\n    name: val-1\n    websocket: ws://127.0.0.1:6006\n    http: http://127.0.0.1:5005",
};
