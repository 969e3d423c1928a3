// The part of the HTTP API of Prometheus that the UI uses, over invented but fixed data.
import { betanetSeries } from "./betanet_tables.mjs";
import { hostSeries } from "./host_tables.mjs";
import { scrapeSeries } from "./scrape_tables.mjs";

const start = Date.UTC(2026, 10, 21, 12) / 1000;

export const metrics = {
  xrpl_up: ["gauge", "1 while the node answers requests or sends events", () => 1],
  xrpl_validator_state_value: ["gauge", "State of the node", (t) => (t % 3600 > 2400 && t % 3600 < 2700 ? 5 : t % 3600 > 600 && t % 3600 < 700 ? 3 : 7)],
  xrpl_ledger_sequence: ["gauge", "Newest ledger that the stream announced", (t) => Math.floor(t / 4) - 341_000_000],
  xrpl_validation_agreement_pct_1h: ["gauge", "Share of the ledgers of the last hour that we agreed with", (t, n) => 100 - Math.max(0, wave(t, 1800, n) - 0.8)],
  xrpl_peer_count: ["gauge", "Peers the node is connected to", (t, n) => 20 + Math.round(3 * wave(t, 900, n))],
  xrpl_load_factor: ["gauge", "Load factor that clients see", (t, n) => 1 + Math.max(0, 4 * wave(t, 700, n) - 3)],
  xrpl_transaction_rate: ["gauge", "Transactions a second over the last ledgers", (t, n) => 21 + 8 * wave(t, 600, n) + 2 * wave(t, 37, n)],
  xrpl_io_latency_ms: ["gauge", "Disk latency, milliseconds", (t, n) => 1 + Math.abs(wave(t, 90, n))],
  xrpl_ledgers_closed_total: ["counter", "Validated ledgers that the ledger stream announced", (t) => Math.floor(t / 4) % 100_000],
  xrpl_validations_total: ["counter", "Ledgers that our validator signed", (t) => Math.floor(t / 4) % 100_000],
  xrpl_validator_ledgers_agreed_total: ["counter", "Ledgers of the quorum that this trusted validator signed", () => 0],
  xrpl_validator_ledgers_missed_total: ["counter", "Ledgers of the quorum that it did not sign", () => 0],
  xrpl_ledger_conflicts_total: ["counter", "Ledgers for which a quorum validated another hash than the node", () => 0],
  bitcoin_up: ["gauge", "1 while the node answers", () => 1],
  bitcoin_node_state: ["gauge", "State of the node", (t, n) => (n === 1 ? 2 : t % 3600 > 600 && t % 3600 < 700 ? 3 : 4)],
  bitcoin_blockchain_best_height: ["gauge", "Height of the best block", (t) => 912_000 + Math.floor((t - start) / 600)],
  bitcoin_blockchain_headers_height: ["gauge", "Height of the best header", (t) => 912_000 + Math.floor((t - start) / 600)],
  bitcoin_blockchain_verification_progress: ["gauge", "Part of the chain that is checked", () => 0.4321],
  bitcoin_mempool_tx_count: ["gauge", "Transactions in the mempool", (t, n) => Math.round(42_000 + 9_000 * wave(t, 5000, n) + 700 * wave(t, 130, n))],
  bitcoin_mempool_usage_bytes: ["gauge", "Memory that the mempool takes", (t, n) => 120e6 + 25e6 * wave(t, 5000, n)],
  bitcoin_mempool_max_bytes: ["gauge", "Memory that the mempool may take", () => 300e6],
  bitcoin_mempool_band_vsize_bytes: ["gauge", "Virtual size of a band", (t, n) => 3e6 + 1.4e6 * wave(t, 3000, n)],
  bitcoin_mempool_minimum_fee_sat_per_vbyte: ["gauge", "Lowest fee rate", () => 1],
  bitcoin_fee_estimate_sat_per_vbyte: ["gauge", "Fee estimate", (t, n) => 4 + 2 * wave(t, 2500, n)],
  bitcoin_peers_inbound: ["gauge", "Inbound peers", (t, n) => 14 + Math.round(3 * wave(t, 900, n))],
  bitcoin_peers_outbound: ["gauge", "Outbound peers", () => 10],
  nodewatch_cpu_seconds_total: ["counter", "User and system CPU time of the program", (t, n) => 0.012 + 0.004 * wave(t, 300, n)],
  nodewatch_resident_memory_bytes: ["gauge", "Resident memory of the program", (t) => 38e6 + 2e6 * wave(t, 2000, 1)],
  nodewatch_store_samples_total: ["counter", "Samples taken", (t) => 610 + 40 * wave(t, 400, 2)],
  nodewatch_store_samples_refused_total: ["counter", "Samples refused", () => 0],
  nodewatch_store_samples_lost_total: ["counter", "Samples lost because the disk did not keep up", () => 0],
  nodewatch_store_series: ["gauge", "Series known", () => 4812],
  nodewatch_store_file_bytes: ["gauge", "Size of the file and of its write-ahead log", (t) => 304_087_040 + (t - start) * 60],
  nodewatch_store_filesystem_avail_bytes: ["gauge", "Free space of that file system", (t) => 4e9 - (t - start) * 1000],
  nodewatch_store_flush_seconds: ["gauge", "Duration of the last write of memory to disk", (t) => 0.004 + 0.001 * wave(t, 120, 4)],
  nodewatch_http_requests_total: ["counter", "Requests answered", (t) => 3 + wave(t, 200, 3)],
  nodewatch_http_client_errors_total: ["counter", "Answers with a status of 400 to 499", () => 0],
  nodewatch_http_server_errors_total: ["counter", "Answers with a status of 500 and above", () => 0],
  nodewatch_loop_lag_seconds: ["gauge", "Longest delay of the event loop", (t) => 0.0011 + 0.0004 * wave(t, 150, 5)],
};

function wave(t, period, phase) {
  return Math.sin((t / period) * 2 * Math.PI + phase * 1.7);
}

function nodesOf(daemon, network) {
  return [...daemon.rows.values()].filter(([topic, , value]) => topic.startsWith("target/") && (network === undefined || value.network === network)).map(([, , value]) => value.node);
}

/** Series of an expression of a network whose expressions say more than their first metric does. */
function formedSeries(daemon, expr) {
  // Those for the least and greatest of a step ask the same within.
  const bare = expr.replace(/^m(?:in|ax)_over_time\(\(?/, "").replace(/^(\w+(?:\{[^}]*\})?)\[.*$/, "$1");
  for (const { network, form, labels = [{}], at } of [...betanetSeries, ...hostSeries, ...scrapeSeries]) {
    const match = form.exec(bare);
    if (!match) continue;
    const nodes = nodesOf(daemon, network).filter((node) => !expr.includes("node=") || expr.includes(`node=${JSON.stringify(node)}`));
    return { series: nodes.flatMap((node) => labels.map((more) => ({ metric: { network, node, ...more }, at: (t) => at(t, more, match, node) }))) };
  }
  return undefined;
}

/** Series of an expression: those of the first metric in it, for the node it names or for all. */
function seriesOf(daemon, expr) {
  const open = [...expr].reduce((depth, c) => depth + (c === "(" ? 1 : c === ")" ? -1 : 0), 0);
  if (open > 0) return { error: `1:${expr.length + 1}: parse error: unclosed left parenthesis` };
  if (daemon.queryError) return { error: daemon.queryError };
  const formed = daemon.emptyHistory ? undefined : formedSeries(daemon, expr);
  if (formed) return formed;
  const [name] = Object.keys(metrics).filter((metric) => expr.includes(metric)).sort((a, b) => expr.indexOf(a) - expr.indexOf(b));
  if (daemon.emptyHistory || !name) return { series: [] };
  if (name.startsWith("xrpl_validator_ledgers_")) return { series: agreementSeries(daemon, expr) };
  const own = name.startsWith("nodewatch_");
  const network = own ? "nodewatch" : name.slice(0, name.indexOf("_"));
  const all = own ? ["nodewatch"] : nodesOf(daemon, network);
  const nodes = all.filter((node) => own || !expr.includes("node=") || expr.includes(`node=${JSON.stringify(node)}`));
  const aggregated = /^(m(in|ax)_over_time\(\()?(sum|max|avg)\(/.test(expr);
  return {
    series: (aggregated ? nodes.slice(0, 1) : nodes).map((node) => {
      const metric = aggregated ? {} : { ...(expr.includes("(") ? {} : { __name__: name }), network, node };
      const scale = expr.includes("* 100") ? 100 : expr.includes("/ 1e6") ? 1e-6 : 1;
      const higher = expr.includes("max_over_time(") ? daemon.peak : 0;
      return { metric, at: (t) => (valueAt(daemon, name, t, all.indexOf(node)) + higher) * scale };
    }),
  };
}

/** Of 1,000 ledgers validator i missed i in an hour, validator 7 in each second hour 50 more; the 30 days are not covered. */
function agreementSeries(daemon, expr) {
  const keys = [...daemon.rows.values()].filter(([topic]) => topic.endsWith("/validators")).map(([, key]) => key);
  const missed = (i, t) => i + (i === 7 && t % 7200 >= 3600 ? 50 : 0);
  const covered = expr.includes("[30d]") ? 9000 : 43_200;
  return [...new Set(keys)].map((validator, i) => ({
    metric: { validator },
    at: (t) => (expr.startsWith("count_over_time") ? covered * (expr.includes("* 60") ? 60 : 1) : expr.includes("missed") ? missed(i, t) : 1000 - missed(i, t)),
  }));
}

/** A hole of five minutes each hour in what comes from nodes, and an outage this morning. */
function valueAt(daemon, name, t, n) {
  if (name.startsWith("xrpl_") && name !== "xrpl_up" && t % 3600 > 1500 && t % 3600 < 1800) return NaN;
  if (name === "xrpl_up" && n === 0 && t > start - 30_000 && t < start - 26_000) return 0.6;
  if (name === "xrpl_up" && t < start - 80_000) return NaN;
  return metrics[name][2](t, n);
}

function batch(daemon, body) {
  const { start, end, step, queries } = JSON.parse(body);
  daemon.onBatch({ start, end, step });
  const count = Math.floor((end - start) / step + 1e-9) + 1;
  const values = (at) => Array.from({ length: count }, (_, i) => at(start + i * step)).map((v) => (Number.isNaN(v) ? null : v));
  const results = queries.map(({ id, expr }) => {
    const { series, error } = seriesOf(daemon, expr);
    if (error) return { id, errorType: "bad_data", error };
    return { id, series: series.map(({ metric, at }) => ({ metric, values: values(at) })) };
  });
  return { start, step, count, results };
}

function query(daemon, path, form) {
  const { series, error } = seriesOf(daemon, form.get("query"));
  if (error) return { error };
  if (path.endsWith("range")) {
    const [start, end, step] = ["start", "end", "step"].map((n) => Number(form.get(n)));
    const points = (at) => Array.from({ length: Math.floor((end - start) / step) + 1 }, (_, i) => start + i * step).filter((t) => !Number.isNaN(at(t))).map((t) => [t, String(at(t))]);
    return { resultType: "matrix", result: series.map(({ metric, at }) => ({ metric, values: points(at) })) };
  }
  const time = Number(form.get("time"));
  return { resultType: "vector", result: series.map(({ metric, at }) => ({ metric, value: [time, String(at(time))] })) };
}

const cardinality = {
  headStats: { numSeries: 4812 },
  seriesCountByMetricName: [{ name: "xrpl_validator_ledgers_agreed_total", value: 105 }, { name: "xrpl_validator_ledgers_missed_total", value: 105 }, { name: "xrpl_up", value: 3 }],
  labelValueCountByLabelName: [{ name: "__name__", value: 310 }, { name: "validator", value: 35 }],
};

/** What a scraped target tells of its metrics, in OpenMetrics: of `up` and its companions nothing. */
const scraped = [
  { metric: "http_requests", type: "counter", help: "Requests by code", unit: "" },
  { metric: "http_wait_seconds", type: "histogram", help: "Time until the first byte of an answer, with a text that goes on for longer than its column is wide on any screen", unit: "seconds" },
  { metric: "memory_bytes", type: "gauge", help: "Memory <in use>", unit: "bytes" },
  { metric: "strange", type: "unknown", help: "", unit: "" },
];
const scrapedSeries = ["http_requests_total", "http_wait_seconds_bucket", "http_wait_seconds_count", "http_wait_seconds_sum", "memory_bytes", "strange", "strange_count", "up"];
const target = { job: "node", instance: "127.0.0.1:9100" };

function metricNames(selector) {
  return selector?.includes('job="') ? scrapedSeries : [...Object.keys(metrics), ...scrapedSeries].sort();
}

function metadata() {
  const own = Object.entries(metrics).map(([name, [type, help]]) => [name, [{ type, help, unit: "" }]]);
  return Object.fromEntries([...own, ...scraped.map(({ metric, ...info }) => [metric, [info]])]);
}

function dataFor(daemon, path, url, body) {
  const form = new URLSearchParams(body);
  switch (path) {
    case "api/v1/query_batch": return batch(daemon, body);
    case "api/v1/query":
    case "api/v1/query_range": return query(daemon, path, form);
    case "api/v1/format_query": return form.get("query").replace(/\s+/g, " ").trim();
    case "api/v1/label/__name__/values": return metricNames(url.searchParams.get("match[]"));
    case "api/v1/labels": return ["__name__", "network", "node"];
    case "api/v1/label/node/values": return nodesOf(daemon);
    case "api/v1/label/network/values": return ["nodewatch", "xrpl"];
    case "api/v1/metadata": return metadata();
    case "api/v1/targets/metadata": return url.searchParams.get("match_target") === '{job="node",instance="127.0.0.1:9100"}' ? scraped.map((info) => ({ target, ...info })) : [];
    case "api/v1/status/tsdb": return cardinality;
    case "api/log": return daemon.logLines && { dropped: 3, lines: daemon.logLines };
    case "api/v1/status/buildinfo": return { version: "2.42.0" };
    default: return undefined;
  }
}

export async function answerApi(daemon, path, url, body, response) {
  const json = (status, value) => response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(value));
  const data = dataFor(daemon, path, url, body);
  if (path === "api/v1/query_batch") {
    await daemon.batchHeld;
    const forPeaks = /m(in|ax)_over_time/.test(body);
    if (forPeaks) await daemon.peaksHeld;
    if (forPeaks && daemon.refusePeaks) return json(503, { status: "error", errorType: "timeout", error: "the queries took too long" });
  }
  if (data === undefined) return json(404, { status: "error", errorType: "not_found", error: `no such path: ${path}` });
  if (data.error) return json(400, { status: "error", errorType: "bad_data", error: data.error });
  json(200, { status: "success", data });
}
