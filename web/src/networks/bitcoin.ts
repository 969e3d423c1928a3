import type { StateName } from "../components/state_timeline";
import { nodePath } from "../bitcoin/names";
import type { NetworkView } from "./network";

/** The numbers of bitcoin_node_state. A node that downloads the chain does what it should. */
const states: readonly StateName[] = [
  { text: "down", level: "crit" },
  { text: "starting", level: "info" },
  { text: "downloading the chain", level: "info" },
  { text: "behind", level: "warn" },
  { text: "synced", level: "ok" },
];

export function bitcoinState(value: number): StateName | undefined {
  return states[value];
}

/** How far behind and how old its tip may be depends on the chain and on the download: the state tells it. */
export const overview: NetworkView = {
  title: "Bitcoin",
  what: "Bitcoin node",
  state: { measurement: "bitcoin_node", series: "bitcoin_node_state", name: bitcoinState },
  columns: [
    { label: "height", measurement: "blockchain", series: "bitcoin_blockchain_best_height", unit: "1" },
    { label: "tip age", measurement: "blockchain", series: "bitcoin_tip_age_seconds", kind: "age", orAge: "bitcoin_tip_arrival_age_seconds", unit: "age" },
    { label: "behind headers", measurement: "blockchain", series: "bitcoin_blockchain_block_lag", unit: "1" },
    { label: "mempool", measurement: "mempool", series: "bitcoin_mempool_usage_bytes", unit: "bytes" },
    { label: "peers", measurement: "peers", series: "bitcoin_peers_total", unit: "1" },
  ],
  headline: { title: "Mempool transactions", unit: "1", measurement: "mempool", series: "bitcoin_mempool_tx_count" },
  up: "bitcoin_up",
  nodePage: nodePath,
  snippet: "targets:\n  - network: bitcoin\n    name: main-1\n    http: http://127.0.0.1:8332\n    cookie_file: /home/bitcoin/.bitcoin/.cookie",
};
