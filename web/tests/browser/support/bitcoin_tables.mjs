// Bitcoin nodes on the board of a scenario: one that is well, one that downloads the chain, one that tells little.
const iso = (ms) => new Date(ms).toISOString();
export const tipHeight = 912_004;
const blockMs = 600_000;

export function blockHash(height, salt = 0) {
  return `0000000000000000000${Array.from({ length: 45 }, (_, i) => "0123456789abcdef"[(height * 7 + i * i * 3 + i * (height % 13) + salt * 5) % 16]).join("")}`;
}

function target(now, node, changes = {}) {
  return [`target/bitcoin/${node}`, "", {
    network: "bitcoin", node, address: "http://127.0.0.1:8332", demo: false, state: "ok", state_since: iso(now - 11_520_000), reasons: [],
    stream: { connected: true, heartbeat_failing: false, reconnects: 0 }, last_error: null, notices: [], ...changes,
  }];
}

/** `changes`: other members of the row. `began`: the moment of the tip, unix ms. */
export function blockRow(node, began, height, changes = {}) {
  const age = tipHeight - height;
  const at = began - 372_000 - age * blockMs;
  const row = {
    height, hash: blockHash(height), time: Math.floor(at / 1000) - 20, tx: 2400 + ((height * 37) % 1500), size: 1_400_000 + ((height * 71) % 400_000), weight: 3_993_000 - (height % 7) * 300_000,
    fees: 9_400_000 + ((height * 97) % 4_000_000), subsidy: 312_500_000, rates: [1, 2, 4 + (height % 3), 9, 31], ...(age < 12 ? { arrived: at } : {}), ...changes,
  };
  return [`table/bitcoin/${node}/blocks`, row.hash, row];
}

export function projectedRow(node, index, changes = {}) {
  const median = [3.4, 2.6, 2.1, 1.8, 1.5, 1.2, 1.1, 1][index];
  const last = index === 7;
  const row = { index, tx: last ? 12_400 : 3400 - index * 120, vsize: last ? 6_400_000 : 997_000, weight: last ? 25_600_000 : 3_988_000, fees: 4_100_000 - index * 400_000, median, rates: [median - 0.4, median - 0.3, median - 0.2, median, median + 0.5, median + 2, median * 16], last, ...changes };
  return [`table/bitcoin/${node}/projected`, String(index), row];
}

const cities = [["DE", 50.12, 8.68, 24940, "Hetzner Online GmbH"], ["DE", 49.45, 11.08, 24940, "Hetzner Online GmbH"], ["US", 40.71, -74.0, 7922, "Comcast"], ["US", 37.77, -122.42, 13335, "Cloudflare"],
  ["FR", 48.86, 2.35, 16276, "OVH SAS"], ["JP", 35.68, 139.69, 2516, "KDDI"], ["AU", -33.87, 151.21, 1221, "Telstra"], ["BR", -23.55, -46.63, 28573, "Claro"], ["ZA", -26.2, 28.05, 3741, "IS"], ["SG", 1.35, 103.82, 14061, "DigitalOcean"]];

/** Sixteen peers: ten with a place, two over Tor, one each over I2P and CJDNS, two of which nothing is known. */
export function peerRows(node, now, { places = true } = {}) {
  return Array.from({ length: 16 }, (_, id) => {
    const [country, latitude, longitude, asn, organisation] = cities[id] ?? [];
    const network = id < 10 ? (id % 3 === 2 ? "ipv6" : "ipv4") : id < 12 ? "onion" : id === 12 ? "i2p" : id === 13 ? "cjdns" : "ipv4";
    const inbound = id % 2 === 1;
    return [`table/bitcoin/${node}/peers`, String(id), {
      id, network, inbound, type: inbound ? "inbound" : "outbound-full-relay", transport: id % 3 === 0 ? "v1" : "v2", version: id % 4 === 0 ? "/Satoshi:28.1.0/" : "/Satoshi:29.0.0/", protocol: 70016,
      services: ["NETWORK", "WITNESS", "NETWORK_LIMITED", ...(id % 3 === 0 ? [] : ["P2P_V2"])], ping_ms: 12 + id * 17, min_ping_ms: 10 + id * 15, received: 4_200_000 * (id + 1), sent: 9_100_000 * (id + 2),
      since: Math.floor(now / 1000) - 90_000 + id * 5000, ...(places && country ? { address: `203.0.${id}.0/24`, country, latitude, longitude, asn, organisation, exact: id !== 9 } : {}),
    }];
  });
}

const bandSizes = { 0: 0, 0.1: 120_000, 0.2: 310_000, 0.5: 890_000, 1: 4_400_000, 2: 3_900_000, 3: 1_100_000, 4: 640_000, 5: 420_000, 6: 210_000, 8: 90_000, 10: 260_000, 15: 40_000, 20: 75_000, 50: 21_000, 100: 3000, 200: 0 };

export function bandPoints(node, now) {
  return Object.entries(bandSizes).map(([band, vsize]) => [`points/bitcoin/${node}/mempool_hist`, `band="${band}"`, { t: now, i: 30_000, v: { bitcoin_mempool_band_vsize_bytes: vsize, bitcoin_mempool_band_transactions: Math.round(vsize / 260) } }]);
}

/** What the node's estimator answers; of a target without a rate it has none. */
function estimatePoints(node, now, rates) {
  return [2, 3, 6, 12, 25, 144].map((blocks) => [`points/bitcoin/${node}/bitcoin_fee`, `target="${blocks}"`, { t: now, i: 5000, v: { ...(rates[blocks] === undefined ? {} : { bitcoin_fee_estimate_sat_per_vbyte: rates[blocks] }), bitcoin_fee_estimate_blocks: blocks } }]);
}

export function feePoints(node, now, rates = { 2: 3.4, 3: 3.1, 6: 2.6, 12: 2.1, 25: 1.5 }) {
  const recommended = { fastest: 3.4, half_hour: 2.6, hour: 2.1, economy: 1.5, minimum: 1 };
  return [
    ...estimatePoints(node, now, rates),
    [`points/bitcoin/${node}/bitcoin_fee_recommended`, "", { t: now, i: 30_000, v: Object.fromEntries(Object.entries(recommended).map(([kind, rate]) => [`bitcoin_fee_recommended_rate{kind="${kind}"}`, rate])) }],
  ];
}

function groupPoints(node, now) {
  const groups = { network: { ipv4: 8, ipv6: 4, onion: 2, i2p: 1, cjdns: 1 }, connection_type: { inbound: 8, "outbound-full-relay": 6, "block-relay-only": 2 }, transport: { v1: 6, v2: 10 }, version: { "Satoshi 29": 12, "Satoshi 28": 4 } };
  return Object.entries(groups).flatMap(([by, counts]) => Object.entries(counts).map(([value, peers]) => [`points/bitcoin/${node}/bitcoin_peer_group`, `by="${by}",value="${value}"`, { t: now, i: 30_000, v: { bitcoin_peers: peers } }]));
}

/** What only a node tells that is watched in every way. */
export function furtherPoints(node, now) {
  const t = now / 1000;
  const row = (measurement, key, i, v) => [`points/bitcoin/${node}/${measurement}`, key, { t: now, i, v }];
  const stream = (name, since, messages, lost) => row("zmq", `stream="${name}"`, 5000, { bitcoin_zmq_connected: 1, bitcoin_zmq_messages_total: messages, bitcoin_zmq_seconds_since: t - since, bitcoin_zmq_lost_messages_total: lost, bitcoin_zmq_reconnects_total: 1 });
  return [
    stream("rawblock", 305, 12, 0), stream("rawtx", 65, 412_003, 17), row("zmq", 'stream="sequence"', 5000, { bitcoin_zmq_connected: 0 }),
    row("process", 'name="bitcoind"', 5000, { bitcoin_process_cpu_percent: 7.4, bitcoin_process_memory_rss_mb: 1840, bitcoin_process_open_files: 212, bitcoin_process_max_open_files: 1024, bitcoin_process_threads: 27, bitcoin_process_uptime_seconds: t - 91_000 }),
    row("filesystem", 'path="/var/lib/bitcoind"', 30_000, { bitcoin_filesystem_size_bytes: 1e12, bitcoin_filesystem_free_bytes: 8e10 }),
    ...Object.entries({ blocks: 7.6e11, chainstate: 1.2e10, indexes: 9e10 }).map(([folder, size]) => row("datadir", `folder="${folder}"`, 600_000, { bitcoin_datadir_size_bytes: size })),
    row("bitcoin_difficulty", "", 30_000, { bitcoin_difficulty_epoch_progress_ratio: 0.381, bitcoin_difficulty_blocks_left: 1248, bitcoin_difficulty_expected_change_ratio: 0.0234, bitcoin_difficulty_retarget_seconds: t + 8.5 * 86_400, bitcoin_halving_blocks_left: 137_996 }),
    row("bitcoin_softfork", 'name="taproot"', 600_000, { bitcoin_softfork_state: 3, bitcoin_softfork_since_height: 709_632 }),
    row("bitcoin_softfork", 'name="newthing"', 600_000, { bitcoin_softfork_state: 1, bitcoin_softfork_since_height: 911_000, bitcoin_softfork_signalling_ratio: 0.42, bitcoin_softfork_threshold_ratio: 0.9 }),
    row("fulcrum", "", 30_000, { bitcoin_fulcrum_up: 1, bitcoin_fulcrum_tip_height: tipHeight - 3, bitcoin_fulcrum_tip_lag: 3, bitcoin_fulcrum_syncing: 0, bitcoin_fulcrum_clients: 24, bitcoin_fulcrum_resident_memory_bytes: 2.1e9 }),
    row("electrs", "", 30_000, { bitcoin_electrs_up: 0 }),
    ...[["in", "AS24940 Hetzner Online GmbH", 2], ["out", "AS24940 Hetzner Online GmbH", 1], ["out", "AS16276 OVH SAS", 1]].map(([direction, asn, count]) => row("peer_asn", `direction="${direction}",asn="${asn}"`, 30_000, { bitcoin_peers_by_asn: count })),
    ...[["ipv4", "new", 52_000], ["ipv4", "tried", 4100], ["onion", "new", 9000]].map(([network, table, count]) => row("bitcoin_addrman", `peer_network="${network}",table="${table}"`, 30_000, { bitcoin_addrman_addresses: count })),
    row("bitcoin_bans", "", 30_000, { bitcoin_bans: 3, bitcoin_last_ban_age_seconds: t - 40_000 }),
  ];
}

/** What the two loops of the daemon tell of a node. */
export function basicPoints(node, now, changes = {}) {
  const t = now / 1000;
  const row = (measurement, i, v, key = "") => [`points/bitcoin/${node}/${measurement}`, key, { t: now, i, v: { ...v, ...changes[measurement] } }];
  return [
    row("bitcoin_node", 5000, { bitcoin_up: 1, bitcoin_node_state: 4, bitcoin_node_restarts_total: 0 }),
    row("bitcoin_node_info", 30_000, { bitcoin_node_info: 1 }, 'version="290000",subversion="/Satoshi:29.0.0/",chain="main"'),
    row("bitcoin_uptime", 30_000, { bitcoin_uptime_seconds: t - 41 * 86_400 - 8000 }),
    row("blockchain", 5000, {
      bitcoin_blockchain_best_height: tipHeight, bitcoin_blockchain_headers_height: tipHeight, bitcoin_blockchain_block_lag: 0, bitcoin_blockchain_verification_progress: 0.9999987, bitcoin_blockchain_difficulty: 146_472_570_619_930,
      bitcoin_blockchain_max_reorg_depth: 0, bitcoin_blockchain_block_interval_seconds: 611, bitcoin_initial_block_download: 0, bitcoin_blocks_size_bytes: 812e9, bitcoin_pruned: 0, bitcoin_warnings: 0,
      bitcoin_tip_age_seconds: t - 372, bitcoin_tip_arrival_age_seconds: t - 351,
    }),
    row("mempool", 5000, { bitcoin_mempool_tx_count: 43_812, bitcoin_mempool_vsize_mb: 12.4, bitcoin_mempool_usage_bytes: 64_200_000, bitcoin_mempool_max_bytes: 300_000_000, bitcoin_mempool_minimum_fee_sat_per_vbyte: 1, bitcoin_minimum_relay_fee_sat_per_vbyte: 0.1 }),
    row("peers", 30_000, { bitcoin_peers_total: 16, bitcoin_peers_inbound: 8, bitcoin_peers_outbound: 8, bitcoin_peers_outbound_lasting: 8, bitcoin_peers_ping_avg_ms: 96, bitcoin_peers_ping_p95_ms: 241 }),
    row("bitcoin_mining", 30_000, { bitcoin_network_hash_rate: 1.05e21 }),
    row("bitcoin_index", 30_000, { bitcoin_index_synced: 1, bitcoin_index_height: tipHeight }, 'index="txindex"'),
    row("bitcoin_condition", 5000, Object.fromEntries(["no_peers", "network_inactive", "no_outbound_peers", "few_outbound_peers", "tip_stale", "disk_full", "disk_almost_full", "zmq_silent"].map((condition) => [`bitcoin_condition{condition="${condition}"}`, 0]))),
    row("bitcoin_poll", 5000, { bitcoin_poll_duration_seconds: 0.012 }, 'loop="fast"'),
  ];
}

const downloading = {
  bitcoin_node: { bitcoin_node_state: 2 },
  blockchain: { bitcoin_blockchain_best_height: 402_113, bitcoin_blockchain_block_lag: tipHeight - 402_113, bitcoin_blockchain_verification_progress: 0.4321, bitcoin_initial_block_download: 1, bitcoin_pruned: 1, bitcoin_blocks_size_bytes: 5.4e8 },
  mempool: { bitcoin_mempool_tx_count: 0, bitcoin_mempool_usage_bytes: 0 },
};

/** `btc-main`, `btc-new` that downloads the chain, `btc-plain` that has neither estimates nor a mempool by fee rate nor places. */
export function bitcoinNodes(daemon) {
  const start = daemon.now;
  const board = (now) => [
    target(now, "btc-main"), ...basicPoints("btc-main", now), ...bandPoints("btc-main", now), ...feePoints("btc-main", now), ...groupPoints("btc-main", now), ...furtherPoints("btc-main", now),
    target(now, "btc-new", { notices: ["The node downloads the chain: 402,113 of 912,004 blocks."] }), ...basicPoints("btc-new", now, downloading),
    target(now, "btc-plain"), ...basicPoints("btc-plain", now), ...estimatePoints("btc-plain", now, {}),
  ];
  const tables = ["btc-main", "btc-plain"].flatMap((node) => Array.from({ length: 60 }, (_, i) => blockRow(node, start, tipHeight - i)));
  daemon.put([...board(start), ...tables, ...Array.from({ length: 8 }, (_, i) => projectedRow("btc-main", i)), ...peerRows("btc-main", start), ...peerRows("btc-plain", start, { places: false }),
    ["event/bitcoin/btc-main", "1", { t: start - 3_000_000, severity: "info", code: "version", text: "runs version 29.0.0, was 28.1.0" }]]);
  daemon.tick = board;
}

/** What the daemon takes away when a node is down or starts: its points, as Watcher::forget_node names them, and those of its mempool. */
const forgotten = ["bitcoin_node_info", "bitcoin_uptime", "blockchain", "bitcoin_tip_block", "bitcoin_chain_tip", "mempool", "bitcoin_fee", "peers", "bitcoin_peer_group", "bitcoin_network", "bitcoin_reach", "bitcoin_traffic",
  "bitcoin_mining", "bitcoin_index", "mempool_hist", "bitcoin_mempool_projected", "bitcoin_fee_recommended"];

export function goDown(daemon, node, lastError) {
  const gone = [...daemon.rows.values()].filter(([topic]) => forgotten.some((measurement) => topic === `points/bitcoin/${node}/${measurement}`)).map(([topic, key]) => [topic, key]);
  daemon.put([
    target(daemon.now, node, { state: "failed", last_error: { message: lastError }, reasons: [{ code: "node_down", message: "Nobody answers at the node's address.", critical: true, since: iso(daemon.now) }] }),
    [`points/bitcoin/${node}/bitcoin_node`, "", { t: daemon.now, i: 5000, v: { bitcoin_up: 0, bitcoin_node_state: 0 } }],
    [`points/bitcoin/${node}/bitcoin_condition`, "", { t: daemon.now, i: 5000, v: { 'bitcoin_condition{condition="node_down"}': 1 } }],
  ], gone);
}

/** Beside the nodes of another scenario. */
export function withBitcoin(scenario) {
  return (daemon) => {
    scenario(daemon);
    const { tick } = daemon;
    bitcoinNodes(daemon);
    const bitcoinTick = daemon.tick;
    daemon.tick = (now) => [...tick(now), ...bitcoinTick(now)];
  };
}
