// A small stand-in for the daemon: the same paths, events and headers, with what a scenario tells it.
// Its clock runs from a fixed moment and can be moved on; nothing in it is random.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join, normalize } from "node:path";
import { answerApi } from "./support/fake_api.mjs";

const csp = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; worker-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";
const clockStart = Date.UTC(2026, 10, 21, 12, 0, 0);

function matches(pattern, topic) {
  const wanted = pattern.split("/");
  const given = topic.split("/");
  return wanted.length === given.length && wanted.every((s, i) => s === "*" || s === given[i]);
}

export class FakeDaemon {
  rows = new Map(); // "topic\nkey" -> [topic, key, value]
  streams = new Set();
  /** What changed, for those who come back. */
  log = [];
  snapshots = 0;
  requests = [];
  change = 0;
  jump = 0;
  began = performance.now();
  /** Set by tests: what goes wrong. */
  refuseStreams = false;
  silent = false;
  queryError = undefined;
  loginWanted = false;
  /** The cookie that is good. */
  session = "1";
  unreachable = false;
  emptyHistory = false;
  /** How much higher than its last value the greatest of each step is. */
  peak = 0;
  /** What it logged; undefined: a daemon that has no such path. */
  logLines = [
    { t: clockStart - 60_000, level: "info", component: "app", text: "listening on http://127.0.0.1:8090" },
    { t: clockStart - 41_000, level: "warn", component: "xrpl/val-2", text: "no answer from 127.0.0.1:6006 within 5 s" },
    { t: clockStart - 40_000, level: "error", component: "store", text: "cannot write: No space left on device" },
  ];
  /** A promise: batches of queries are answered after it. */
  batchHeld = undefined;
  /** A promise: streams begin to tell after it. */
  streamHeld = undefined;
  /** As batchHeld, for those that hold a question for the least or greatest of steps. */
  peaksHeld = undefined;
  /** Those are refused. */
  refusePeaks = false;
  /** Called with the range and the step of each batch of queries, seconds. */
  onBatch = () => {};
  /** Called each second of its clock: returns rows. */
  tick = () => [];
  /** As a tick: every point is told again as it is, so none grows old and no value changes. */
  sameAgain = (now) => [...this.rows.values()].filter(([topic]) => topic.startsWith("points/")).map(([topic, key, point]) => [topic, key, { ...point, t: now }]);

  constructor(site) {
    this.site = site;
    this.server = createServer((request, response) => void this.answer(request, response));
  }

  get now() {
    return Math.round(clockStart + (performance.now() - this.began) + this.jump);
  }

  async listen() {
    await new Promise((done) => this.server.listen(0, "127.0.0.1", done));
    this.timer = setInterval(() => this.put(this.tick(this.now)), 1000);
    this.url = `http://127.0.0.1:${this.server.address().port}/`;
    return this.url;
  }

  async close() {
    clearInterval(this.timer);
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  /** New values of rows; also tells the time. */
  put(rows, gone = []) {
    this.change += 1;
    for (const row of rows) this.rows.set(`${row[0]}\n${row[1]}`, row);
    for (const [topic, key] of gone) this.rows.delete(`${topic}\n${key}`);
    this.log.push({ change: this.change, rows, gone });
    if (this.silent) return;
    for (const stream of this.streams) this.sendChanges(stream, this.change - 1);
  }

  /** What changed after that, in one frame. */
  sendChanges(stream, after) {
    const names = new Set(this.log.filter(({ change }) => change > after).flatMap(({ rows, gone }) => [...rows, ...gone]).map(([topic, key]) => `${topic}\n${key}`));
    const wanted = [...names].filter((name) => stream.patterns.some((p) => matches(p, name.split("\n")[0])));
    const rows = wanted.filter((name) => this.rows.has(name)).map((name) => this.rows.get(name));
    const gone = wanted.filter((name) => !this.rows.has(name)).map((name) => name.split("\n"));
    this.send(stream, "delta", { now: this.now, rows, gone });
  }

  advance(ms) {
    this.jump += ms;
    this.put([]);
  }

  dropStreams() {
    for (const { response } of this.streams) response.destroy();
    this.streams.clear();
  }

  send({ response }, event, data) {
    response.write(`id: 1-${this.change}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  async openStream(url, response) {
    if (this.refuseStreams) return void response.writeHead(503).end();
    const patterns = (url.searchParams.get("topics") ?? "").split(",");
    const stream = { response, patterns };
    response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
    response.write("retry: 1000\n\n");
    await this.streamHeld;
    this.streams.add(stream);
    response.on("close", () => this.streams.delete(stream));
    const since = /^1-(\d+)$/.exec(url.searchParams.get("since") ?? "");
    if (since) return this.sendChanges(stream, Number(since[1]));
    this.snapshots += 1;
    const rows = [...this.rows.values()].filter(([topic]) => patterns.some((p) => matches(p, topic)));
    this.send(stream, "snapshot", { now: this.now, rows });
  }

  async answer(request, response) {
    const url = new URL(request.url, "http://localhost");
    const path = url.pathname.slice(1);
    this.requests.push(`${request.method} ${request.url}`);
    if (this.unreachable) return void request.socket.destroy();
    let body = "";
    for await (const chunk of request) body += chunk;
    if (path === "api/login") {
      const ok = new URLSearchParams(body).get("password") === "right";
      return void response.writeHead(ok ? 204 : 401, ok ? { "Set-Cookie": `nodewatch_session=${this.session}; HttpOnly; SameSite=Strict; Path=/` } : {}).end();
    }
    if (path === "api/logout") return void response.writeHead(204, { "Set-Cookie": "nodewatch_session=; Max-Age=0; Path=/" }).end();
    if (path.startsWith("api/") && this.loginWanted && !(request.headers.cookie ?? "").includes(`nodewatch_session=${this.session}`))
      return void response.writeHead(401, { "Content-Type": "application/json" }).end('{"status":"error","errorType":"unauthorized","error":"credentials are missing"}');
    if (path === "api/live") return this.openStream(url, response);
    if (path.startsWith("api/")) return answerApi(this, path, url, body, response);
    this.file(path, response);
  }

  file(path, response) {
    const isPage = !/\.\w+$/.test(path);
    const name = isPage ? "index.html" : path;
    try {
      let content = readFileSync(join(this.site, normalize(`/${name}`)));
      if (isPage) content = content.toString().replace('<base href="./">', `<base href="${"../".repeat(path.split("/").length - 1) || "./"}">`);
      const type = { html: "text/html; charset=utf-8", js: "text/javascript", css: "text/css", svg: "image/svg+xml" }[name.split(".").at(-1)];
      response.writeHead(200, { "Content-Type": type, "Content-Security-Policy": csp }).end(content);
    } catch {
      response.writeHead(404).end();
    }
  }
}
