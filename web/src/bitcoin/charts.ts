import type { TimeSeriesProps } from "../components/time_series";
import { quote } from "../format/text";
import { topic } from "../live/pattern";
import { limits } from "./limits";

/** The charts of a node's page, below the panels of their subjects. */
export function nodeCharts(node: string): TimeSeriesProps[] {
  const matcher = `{network="bitcoin",node=${quote(node)}}`;
  const line = (measurement: string, series: string, label: string) => ({ expr: series + matcher, label, live: { topic: topic("points", "bitcoin", node, measurement), series } });
  const chain = (series: string, label: string) => line("blockchain", series, label);
  // Only while the node was heard: what nobody counted is unknown, not 0.
  const whileUp = (expr: string, window: string) => `${expr} and on (network, node) max_over_time(bitcoin_up${matcher}[${window}]) == 1`;
  const fullness = `bitcoin_tip_block_fullness_ratio${matcher}`;
  return [
    { title: "Mempool size", unit: "bytes", queries: [line("mempool", "bitcoin_mempool_usage_bytes", "memory taken"), line("mempool", "bitcoin_mempool_max_bytes", "limit")] },
    { title: "Mempool transactions", unit: "1", queries: [line("mempool", "bitcoin_mempool_tx_count", "waiting")] },
    { title: "Blocks and headers", unit: "1", queries: [chain("bitcoin_blockchain_headers_height", "headers"), chain("bitcoin_blockchain_best_height", "blocks")], tight: true },
    { title: "Behind headers", unit: "1", queries: [chain("bitcoin_blockchain_block_lag", "blocks")] },
    { title: "Verification of the chain", unit: "percent", min: 0, max: 100, queries: [{ expr: `bitcoin_blockchain_verification_progress${matcher} * 100`, label: "checked, by the node's estimate" }] },
    { title: "Tip age", unit: "seconds", queries: [{ expr: `bitcoin_tip_age_seconds${matcher}`, label: "since the best block" }] },
    { title: "Block interval", unit: "seconds", queries: [chain("bitcoin_blockchain_block_interval_seconds", "between the last two blocks")] },
    { title: "Fullness of blocks", unit: "percent", min: 0, max: 100, queries: [{ expr: `${fullness} * 100`, label: "of the largest allowed weight" }] },
    { title: "Peers", unit: "1", queries: [line("peers", "bitcoin_peers_outbound", "out"), line("peers", "bitcoin_peers_inbound", "in")] },
    { title: "Peers that came and went", unit: "1", queries: [{ expr: whileUp(`increase(bitcoin_peers_joined_total${matcher}[10m])`, "10m"), label: "came in 10 min" }, { expr: whileUp(`increase(bitcoin_peers_left_total${matcher}[10m])`, "10m"), label: "went in 10 min" }] },
    { title: "Ping", unit: "milliseconds", thresholds: limits.ping, queries: [{ expr: `bitcoin_peer_ping_median_seconds${matcher} * 1000`, label: "half below" }, line("peers", "bitcoin_peers_ping_p95_ms", "95 % below")] },
    { title: "Traffic", unit: "bytes/s", queries: [{ expr: whileUp(`rate(bitcoin_received_bytes_total${matcher}[2m])`, "2m"), label: "received" }, { expr: whileUp(`rate(bitcoin_sent_bytes_total${matcher}[2m])`, "2m"), label: "sent" }] },
    { title: "Hash rate", unit: "EH/s", queries: [{ expr: `bitcoin_network_hash_rate${matcher} / 1e18`, label: "of the network, last 120 blocks" }] },
    { title: "Reorganisations", unit: "1", queries: [{ expr: whileUp(`increase(bitcoin_reorganised_blocks_total${matcher}[1h])`, "1h"), label: "blocks that fell out in 1 h" }] },
    { title: "Answers of the node", unit: "seconds", queries: [{ expr: `bitcoin_poll_duration_seconds${matcher}`, label: ({ loop = "" }) => `${loop} round` }] },
  ];
}
