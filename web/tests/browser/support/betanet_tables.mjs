// Betanet instances on the board of a scenario: one that is well and tells its mixnodes, one that tells only sums, one that is stale, one that is down.
import { segment, target } from "./scenarios.mjs";

const iso = (ms) => new Date(ms).toISOString();
const wave = (t, period, phase = 0) => Math.sin((t / period) * 2 * Math.PI + phase);
const conditionNames = ["service_down", "circuit_open", "stale_values", "endpoint_failing", "mixnodes_stopped", "service_restarted"];

function row(node, now, measurement, v, key = "", i = 15_000) {
  return [`points/betanet/${segment(node)}/${measurement}`, key, { t: now, i, v }];
}

export function mixnodeRow(node, n, changes = {}) {
  const id = `mixnode-${String(n).padStart(3, "0")}`;
  return [`table/betanet/${segment(node)}/mixnodes`, id, { id, status: n % 7 === 3 ? "inactive" : "active", processed: 40_000 + n * 313, forwarded: 39_000 + n * 311, dropped: n === 4 ? 2600 : 12 + n, uptime: 86_400 * 3 + n * 977, latency_ms: 38 + n * 2.5, ...changes }];
}

const endpointsOf = { api_v1: ["metrics", "nodes", "stats"], server: ["metrics", "mixnodes", "status"] };

export function endpointRows(node, now, dialect, changes = {}) {
  return endpointsOf[dialect].flatMap((name, i) => [
    [`table/betanet/${segment(node)}/endpoints`, name, { name, ok: true, dialect, at: now - 4000 - i * 100, duration_ms: 11 + i * 4, error: "", ...changes[name] }],
    row(node, now, "betanet_endpoint", {
      betanet_endpoint_up: changes[name]?.ok === false ? 0 : 1, betanet_requests_total: 5760 + i, betanet_retries_total: 14 + i, betanet_cache_age_seconds: (changes[name]?.at ?? now - 4000) / 1000, betanet_cache_hits_total: 31, betanet_cache_stale_served_total: changes[name]?.ok === false ? 9 : 0, betanet_request_duration_seconds: 0.011 + i * 0.004,
      'betanet_request_failures_total{reason="connect"}': 0, 'betanet_request_failures_total{reason="timeout"}': i === 0 ? 12 : 0, 'betanet_request_failures_total{reason="status"}': i === 0 ? 2 : 0,
    }, `endpoint="${name}"`),
  ]);
}

export function basicPoints(node, now, { dialect = "server", state = 4, breaker = 0, changes = {} } = {}) {
  const t = now / 1000;
  const told = (measurement, v, key) => row(node, now, measurement, { ...v, ...changes[measurement] }, key);
  return [
    told("betanet_service", { betanet_up: state >= 2 ? 1 : 0, betanet_state: state, betanet_service_uptime_seconds: 9 * 86_400, betanet_service_restarts_total: 0, betanet_last_success_age_seconds: t - 4 }),
    told("betanet_nodes", { betanet_connected_peers: 7, betanet_mixnode_active: 5, betanet_mixnode_inactive: 2 }),
    told("betanet_traffic", { ...(dialect === "server" ? {} : { betanet_bytes_transmitted_total: 8.1e9, betanet_bytes_received_total: 7.9e9, betanet_peak_throughput: 1250 }), betanet_average_latency_seconds: 0.0452 }),
    told("betanet_packets", { betanet_messages_total: 5_012_341, betanet_packets_dropped_total: 10_120, betanet_packets_forwarded_total: 4_990_000 }),
    told("betanet_exporter", { [`betanet_dialect{dialect="${dialect}"}`]: 1, [`betanet_dialect{dialect="${dialect === "server" ? "api_v1" : "server"}"}`]: 0, betanet_scrape_duration_seconds: 0.02 }),
    told("nodewatch_breaker", { nodewatch_breaker_state: breaker, nodewatch_breaker_failures: breaker === 1 ? 5 : 0, nodewatch_breaker_opened_total: 3, ...(breaker === 1 ? { nodewatch_breaker_probe_in_seconds: t + 14 } : {}) }, 'endpoint="betanet"'),
    told("betanet_condition", Object.fromEntries(conditionNames.map((name) => [`betanet_condition{condition="${name}"}`, 0]))),
  ];
}

const own = (now, node, changes = {}) => [`target/betanet/${segment(node)}`, "", target(now, node, { network: "betanet", address: "http://127.0.0.1:9000", ...changes })];

/** `mix-main` with 30 mixnodes, `mix-sums` of the other dialect, `mix-stale` whose breaker is open, `mix-down`. */
export function betanetNodes(daemon) {
  const start = daemon.now;
  const refused = "cannot connect to 127.0.0.1:9000: connection refused";
  const down = { state: "failed", state_since: iso(start - 190_000), last_error: { message: refused }, reasons: [{ code: "service_down", message: "The Betanet service does not answer: connection refused. Is it running, and is its port 9000?", critical: true, since: iso(start - 190_000) }] };
  const staleTarget = { state: "degraded", state_since: iso(start - 42_000), last_error: { message: refused }, reasons: [{ code: "stale", message: "Shown are old values, of 42 s ago: the circuit breaker is open.", critical: false, since: iso(start - 42_000) }] };
  const board = (now) => [
    own(now, "mix-main"), ...basicPoints("mix-main", now), ...endpointRows("mix-main", now, "server"),
    own(now, "mix-sums"), ...basicPoints("mix-sums", now, { dialect: "api_v1" }), ...endpointRows("mix-sums", now, "api_v1"),
    own(now, "mix-stale", staleTarget), ...basicPoints("mix-stale", now, { dialect: "api_v1", state: 2, breaker: 1, changes: { betanet_service: { betanet_last_success_age_seconds: (start - 42_000) / 1000 } } }),
    ...endpointRows("mix-stale", now, "api_v1", Object.fromEntries(endpointsOf.api_v1.map((name) => [name, { ok: false, at: start - 42_000, error: refused }]))),
    own(now, "mix-down", down), row("mix-down", now, "betanet_service", { betanet_up: 0, betanet_state: 0 }),
  ];
  daemon.put([...board(start), ...Array.from({ length: 30 }, (_, n) => mixnodeRow("mix-main", n)),
    ["event/betanet/mix-stale", "1", { t: start - 42_000, severity: "warning", code: "breaker", text: "circuit breaker open after 5 failures" }]]);
  daemon.tick = board;
}

/** The daemon takes away what a service that is down told. */
export function goDown(daemon, node, lastError) {
  const gone = [...daemon.rows.values()].filter(([topic]) => /\/betanet_(nodes|traffic|packets)$/.test(topic) && topic.includes(`/${node}/`)).map(([topic, key]) => [topic, key]);
  daemon.put([
    own(daemon.now, node, { state: "failed", last_error: { message: lastError }, reasons: [{ code: "service_down", message: "The Betanet service does not answer.", critical: true, since: iso(daemon.now) }] }),
    row(node, daemon.now, "betanet_service", { betanet_up: 0, betanet_state: 0 }),
    row(node, daemon.now, "nodewatch_breaker", { nodewatch_breaker_state: 1, nodewatch_breaker_failures: 5, nodewatch_breaker_opened_total: 4 }, 'endpoint="betanet"'),
  ], gone);
}

const bounds = ["0.001", "0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "+Inf"];
/** New latencies in a window below a bound: most between 25 and 50 ms, now and then some of half a second. */
function observed(le, t) {
  const bound = le === "+Inf" ? Infinity : Number(le);
  return (bound >= 0.025 ? 1 : 0) + (bound >= 0.05 ? 3 + Math.round(1 + wave(t, 1500)) : 0) + (bound >= 0.1 ? 1 : 0) + (bound >= 0.5 && wave(t, 2400) > 0.6 ? 2 : 0);
}
const endpoints = endpointsOf.server.map((endpoint) => ({ endpoint }));

/** What queries answer: the first whose form fits. */
export const betanetSeries = [
  { form: /^100 \* rate\(betanet_packets_dropped/, at: (t) => 0.4 + 0.3 * wave(t, 900) + (t % 3600 > 3000 ? 1.2 : 0) },
  { form: /^histogram_quantile\((0\.\d+)/, at: (t, _labels, [, q]) => 0.03 + Number(q) * 0.05 + 0.006 * wave(t, 1200) },
  { form: /betanet_message_latency_seconds_bucket/, labels: bounds.map((le) => ({ le })), at: (t, { le }) => (t % 3600 > 1500 && t % 3600 < 1800 ? NaN : observed(le, t)) },
  { form: /betanet_bytes_transmitted/, at: (t) => 2.4e6 + 4e5 * wave(t, 800) },
  { form: /betanet_bytes_received/, at: (t) => 2.2e6 + 4e5 * wave(t, 800, 1) },
  { form: /betanet_messages_total/, at: (t) => 420 + 40 * wave(t, 700) },
  { form: /betanet_packets_forwarded/, at: (t) => 417 + 40 * wave(t, 700) },
  { form: /betanet_packets_dropped/, at: (t) => 1.6 + wave(t, 900) },
  { form: /betanet_request_failures/, labels: [{ endpoint: "metrics", reason: "timeout" }, { endpoint: "status", reason: "status" }], at: (t, { reason }) => (t % 3600 > 600 && t % 3600 < 700 ? (reason === "timeout" ? 4 : 1) : 0) },
  { form: /betanet_retries/, labels: endpoints, at: (t) => (t % 3600 > 600 && t % 3600 < 700 ? 3 : 0) },
  { form: /betanet_cache_stale/, labels: endpoints, at: (t) => (t % 3600 > 600 && t % 3600 < 700 ? 2 : 0) },
  { form: /betanet_cache_age/, labels: endpoints, at: (t) => 3 + (t % 15) },
  { form: /betanet_request_duration/, labels: endpoints, at: (t, { endpoint }) => 0.01 + endpoint.length / 1000 + 0.002 * wave(t, 300) },
  { form: /betanet_retry_budget/, labels: endpoints, at: (t) => (t % 3600 > 600 && t % 3600 < 900 ? 6 : 10) },
  { form: /nodewatch_breaker_state/, at: (t) => (t % 3600 > 640 && t % 3600 < 900 ? 1 : t % 3600 >= 900 && t % 3600 < 960 ? 2 : 0) },
  { form: /^betanet_state/, at: (t) => (t % 3600 > 640 && t % 3600 < 960 ? 2 : 4) },
  { form: /betanet_average_latency/, at: (t) => 0.045 + 0.006 * wave(t, 1200) },
  { form: /betanet_mixnode_active/, at: (t) => 5 + Math.round(wave(t, 2000)) },
  { form: /betanet_mixnode_inactive/, at: (t) => 2 - Math.round(wave(t, 2000)) },
  { form: /betanet_connected_peers/, at: () => 7 },
  { form: /betanet_peak_throughput/, at: () => 1250 },
  { form: /betanet_packets|betanet_up/, at: () => 1 },
].map((one) => ({ network: "betanet", ...one }));
