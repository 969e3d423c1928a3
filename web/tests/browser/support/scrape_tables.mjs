// Scrape targets on the board of a scenario: their names hold "/" and ":", some are down, one has not answered yet.
import { segment, target } from "./scenarios.mjs";

const iso = (ms) => new Date(ms).toISOString();
const wave = (t, period, phase = 0) => Math.sin((t / period) * 2 * Math.PI + phase);
const refused = "cannot connect to 10.0.0.9:9100: connection refused";

/** `state`: 0 down, 1 starting, 2 up. */
export function targetRows(now, job, instance, { state = 2, labels = {}, v = {}, age = 2000, took = 0.0131 } = {}) {
  const node = `${job}/${instance}`;
  const down = state === 0;
  const failed = { state: "failed", state_since: iso(now - 75_000), last_error: { message: refused }, reasons: [{ code: "scrape_failing", message: refused, critical: true, since: iso(now - 75_000) }] };
  return [
    [`target/scrape/${segment(node)}`, "", target(now, node, { network: "scrape", address: `http://${instance}/metrics`, ...(down ? failed : state === 1 ? { state: "starting" } : {}) })],
    [`points/scrape/${segment(node)}/scrape_target`, "", { t: now, i: 5000, v: {
      nodewatch_scrape_up: state === 2 ? 1 : 0, nodewatch_scrape_state: state, nodewatch_scrape_interval_seconds: 5, ...(state === 1 ? {} : { nodewatch_scrape_last_success_age_seconds: (now - (down ? 75_000 : age)) / 1000 }),
      ...(state === 2 ? { nodewatch_scrape_duration_seconds: took, nodewatch_scrape_samples: 512, nodewatch_scrape_samples_kept: 500, nodewatch_scrape_series_added: 0, nodewatch_scrape_body_bytes: 61_440 } : {}), ...v,
    } }],
    [`table/scrape/${segment(node)}/scrape`, "target", { job, instance, url: `http://${instance}/metrics`, interval_ms: 5000, labels, ...(state === 1 ? {} : { last: now - age }), error: down ? refused : "" }],
  ];
}

/** Five targets of three jobs. */
export function scrapeTargets(daemon) {
  const board = (now) => [
    ...targetRows(now, "node", "127.0.0.1:9100", { labels: { rack: "a1", env: "production" } }),
    ...targetRows(now, "node", "10.0.0.9:9100", { state: 0, labels: { rack: "b2" } }),
    ...targetRows(now, "team/api v2", "[2001:db8::1]:8080", { took: 3.4 }),
    ...targetRows(now, "team/api v2", "api.example:443/x?y=1", {}),
    ...targetRows(now, "blackbox", "10.0.0.7", { state: 1 }),
  ];
  daemon.put(board(daemon.now));
  daemon.tick = board;
}

/** Two targets of a file written for Prometheus, all of it scraped, with keys for other programs. */
export function targetsOfPlainFile(daemon) {
  const node = "configuration//etc/prometheus/prometheus.yml";
  const board = (now) => [
    ...targetRows(now, "node", "127.0.0.1:9100"),
    ...targetRows(now, "node", "10.0.0.9:9100"),
    [`target/scrape/${segment(node)}`, "", target(now, node, { network: "scrape", address: "/etc/prometheus/prometheus.yml", state: "ok", state_since: iso(now - 75_000), notices: ["/etc/prometheus/prometheus.yml: these keys have no effect here: alerting, rule_files"] })],
    [`points/scrape/${segment(node)}/scrape_target`, "", { t: now - 75_000, i: 0, v: { nodewatch_scrape_state: 3 } }],
  ];
  daemon.put(board(daemon.now));
  daemon.tick = board;
}

/** Two targets of a file written for Prometheus, of which one job is left out. */
export function targetsOfFile(daemon) {
  const node = "configuration//etc/prometheus/prometheus.yml";
  const reason = { code: "not_scraped", message: "job 'pods' is not scraped: kubernetes_sd_configs", critical: false };
  const board = (now) => [
    ...targetRows(now, "node", "127.0.0.1:9100"),
    ...targetRows(now, "node", "10.0.0.9:9100"),
    [`target/scrape/${segment(node)}`, "", target(now, node, { network: "scrape", address: "/etc/prometheus/prometheus.yml", state: "degraded", state_since: iso(now - 75_000), reasons: [{ ...reason, since: iso(now - 75_000) }], notices: ["these keys have no effect here: alerting"] })],
    [`points/scrape/${segment(node)}/scrape_target`, "", { t: now - 75_000, i: 0, v: { nodewatch_scrape_state: 4 } }],
  ];
  daemon.put(board(daemon.now));
  daemon.tick = board;
}

/** Two hundred targets of eight jobs: thirteen are down. */
export function manyTargets(daemon) {
  const board = (now) => Array.from({ length: 200 }, (_, i) => targetRows(now, `job-${i % 8}`, `10.0.${i >> 4}.${i & 15}:9100`, { state: i % 16 === 5 ? 0 : 2, took: 0.005 + (i % 40) / 1000 })).flat();
  daemon.put(board(daemon.now));
  daemon.tick = board;
}

/** What queries answer: the first whose form fits. */
export const scrapeSeries = [
  { form: /nodewatch_scrape_failures/, labels: [{ reason: "connect" }, { reason: "body_size" }], at: (t, { reason }) => (t % 3600 > 600 && t % 3600 < 700 ? (reason === "connect" ? 9 : 1) : 0) },
  { form: /nodewatch_scrape_samples_refused/, labels: [], at: () => 0 },
  { form: /nodewatch_scrape_up/, at: (t, _labels, _match, node) => (node.includes("10.0.0.9") ? 0 : t % 3600 > 600 && t % 3600 < 700 ? 0 : 1) },
  { form: /nodewatch_scrape_duration/, at: (t) => 0.013 + 0.004 * wave(t, 600) },
  { form: /nodewatch_scrape_samples/, at: () => 512 },
  { form: /nodewatch_scrape_series_added/, at: (t) => (t % 3600 > 700 && t % 3600 < 760 ? 500 : 0) },
  { form: /nodewatch_scrape_body/, at: (t) => 61_440 + 900 * wave(t, 900) },
].map((one) => ({ network: "scrape", ...one }));
