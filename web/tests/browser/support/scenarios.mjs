// What the nodes of a scenario look like on the daemon's board.
import { metrics } from "./fake_api.mjs";
import { ledgerRow, networkPoints, networkTables, sequenceAt } from "./xrpl_tables.mjs";

const iso = (ms) => new Date(ms).toISOString();
export const segment = (name) => name.replace(/[%/,*]/g, encodeURIComponent).replace(/\*/g, "%2A");

export function target(now, node, changes = {}) {
  return {
    network: "xrpl", node, address: "ws://127.0.0.1:6006", demo: false, state: "ok", state_since: iso(now - 11_520_000), reasons: [],
    stream: { connected: true, heartbeat_failing: false, reconnects: 0 }, gaps: 0, unseen_items: 0, last_error: null, notices: [],
    ...changes,
  };
}

/** Streams and polls: a row of their own. */
export function activities(now, node) {
  return [`activities/xrpl/${segment(node)}`, "", ["stream", "server_info", "peers", "fee"].map((name, i) => ({
    name, interval_seconds: name === "stream" ? null : [5, 15, 10][i - 1], last_success: iso(now - 800 * (i + 1)), stale: false, successes: 2304 + 17 * i, failures: i === 2 ? 3 : 0,
    last_error: i === 2 ? { kind: "timeout", message: "no answer within 5 s", code: "", time: iso(now - 9_000_000) } : null, note: "",
  }))];
}

export function points(now, node, n = 0) {
  const t = now / 1000;
  const row = (measurement, i, v) => [`points/xrpl/${segment(node)}/${measurement}`, "", { t: now, i, v }];
  const at = (name) => metrics[name][2](t, n);
  return [
    row("xrpl_state", 1000, { xrpl_up: 1, xrpl_validator_state_value: n === 1 ? 5 : 7 }),
    row("xrpl_ledger", 4000, { xrpl_ledger_sequence: at("xrpl_ledger_sequence"), xrpl_ledger_age_seconds: t - (t % 4) / 1.5, xrpl_transaction_rate: at("xrpl_transaction_rate") }),
    row("xrpl_validation", 4000, { xrpl_validation_agreement_pct_1h: n === 1 ? 96.31 : at("xrpl_validation_agreement_pct_1h") }),
    row("xrpl_server_info", 5000, { xrpl_peer_count: at("xrpl_peer_count") }),
    row("xrpl_load", 5000, { xrpl_load_factor: Math.round(at("xrpl_load_factor") * 100) / 100 }),
  ];
}

export function ownPoints(now) {
  const row = (measurement, v) => [`points/nodewatch/nodewatch/${measurement}`, "", { t: now, i: 10_000, v }];
  return [
    row("nodewatch_process", { nodewatch_resident_memory_bytes: 39_845_888, nodewatch_cpu_seconds_total: 812.4, nodewatch_loop_lag_seconds: 0.0012 }),
    row("nodewatch_store", { nodewatch_store_series: 4812, nodewatch_store_file_bytes: 304_087_040, nodewatch_store_filesystem_avail_bytes: 4e9, nodewatch_store_filesystem_size_bytes: 8e9, nodewatch_store_unflushed_samples: 610, nodewatch_store_samples_lost_total: 0, nodewatch_store_failed_flushes_total: 0 }),
    row("nodewatch_http_server", { nodewatch_http_open_connections: 2 }),
    ["program", "", { version: "0.1.0", revision: "eae7948c1d2e", started: Date.UTC(2026, 10, 18, 9, 30), demo: false }],
  ];
}

export function events(now, node) {
  return [
    [41_000, "critical", "not_proposing", "The validator does not propose: its state is full."],
    [39_000, "critical", "state", "failed, was ok"],
    [3_900_000, "ok", "peers_low", "Enough peers again: 18."],
    [4_020_000, "warning", "peers_low", "Only 8 peers are connected."],
    [1_500_000, "info", "version", "runs version 3.1.1, was 3.1.0"],
    [1_501_000, "info", "restart", "the node was started again"],
  ].map(([age, severity, code, text], i) => [`event/xrpl/${segment(node)}`, String(100 - i), { t: now - age, severity, code, text }]);
}

/** Two validators and a stock node: one in trouble, two well. */
export function threeNodes(daemon) {
  const nodes = ["val-1", "val-2", "stock-frankfurt"];
  const trouble = (now) => ({
    state: "degraded", state_since: iso(now - 41_000),
    reasons: [
      { code: "not_proposing", message: "The validator has not proposed for 41 s: its state is full. It counts as missing for the network.", critical: true, since: iso(now - 41_000) },
      { code: "agreement_low", message: "Agreement over the last hour is 96.31 %.", critical: false, since: iso(now - 950_000) },
    ],
    notices: ["The port gives no admin answers, so peers cannot be listed one by one. Set admin = 127.0.0.1 for the port in rippled.cfg."],
  });
  const start = daemon.now;
  const since = trouble(start);
  const board = (now) => nodes.flatMap((node, n) => [[`target/xrpl/${node}`, "", target(now, node, n === 1 ? since : {})], activities(now, node), ...points(now, node, n), ...networkPoints(now, node, n)]);
  const tables = nodes.flatMap((node, n) => networkTables(start, node, n));
  daemon.put([...board(start), ...tables, ...ownPoints(start), ...events(start, "val-2")]);
  daemon.tick = (now) => [...board(now), ...ownPoints(now), ...nodes.map((node) => ledgerRow(node, sequenceAt(now), node === "stock-frankfurt" ? { own: "none" } : {}))];
}

export function freshInstall(daemon) {
  daemon.put(ownPoints(daemon.now));
  daemon.tick = ownPoints;
}

export const hostileName = `<img src=x onerror="window.hacked=1">"',{}/*%\u202e`;

/** Rows in which every text is an attack, and some have another shape. */
function hostileTables(now, node) {
  const attack = "<img src=x onerror='window.hacked=1'>";
  const seq = sequenceAt(now);
  return [
    [`table/xrpl/${node}/validators`, attack, { slot: 0, key: attack.repeat(20), nunl: true, silent: true, version: attack, last: 5 }],
    [`table/xrpl/${node}/validators`, "x", { slot: "many", key: 7 }],
    [`table/xrpl/${node}/ledgers`, String(seq), { seq, hash: attack, arrived: now, own: attack, tx: attack, trusted: 1, candidates: [{ hash: attack, mask: attack, count: attack, quorum: 1 }, null] }],
    [`table/xrpl/${node}/ledgers`, "x", "no ledger"],
    [`table/xrpl/${node}/amendments`, attack, { id: attack, name: attack.repeat(50), enabled: "yes", votes: attack, eta: 1e300 }],
    [`points/xrpl/${node}/xrpl_publisher`, `publisher="${attack.replace(/"/g, '\\"')}"`, { t: now, i: 60_000, v: { xrpl_unl_available: 1, xrpl_unl_expires_seconds: 1e18 } }],
    [`points/xrpl/${node}/xrpl_build_info`, `version="${attack}",network_id="${attack}"`, { t: now, i: 60_000, v: { xrpl_build_info: 1 } }],
    [`points/xrpl/${node}/xrpl_pubkey_realtime`, `pubkey="${attack}"`, { t: now, i: 60_000, v: { xrpl_pubkey_realtime: 1 } }],
  ];
}

export function hostile(daemon) {
  const long = "n".repeat(10_000);
  const nodes = [hostileName, long];
  const board = (now) => nodes.flatMap((node, n) => [
    [`target/xrpl/${segment(node)}`, "", target(now, node, { state: "failed", reasons: [{ code: "<b>x</b>", message: "<script>window.hacked=1</script> ".repeat(40), critical: true, since: iso(daemon.now - 5000) }], notices: ["<svg onload=window.hacked=1>"] })],
    activities(now, node),
    ...points(now, node, n),
    ...networkPoints(now, node, n),
  ]);
  const start = daemon.now;
  const tables = nodes.flatMap((node) => hostileTables(start, segment(node)));
  daemon.put([...board(start), ...tables, ...ownPoints(start), [`event/xrpl/${segment(hostileName)}`, "1", { t: start - 1000, severity: "critical", code: "x", text: '<a href="javascript:window.hacked=1">click</a>' }]]);
  daemon.tick = (now) => [...board(now), ...ownPoints(now)];
}
