// What the UI costs a browser: node bench/browser.mjs [paint] [charts] [heap]; without a name all. See bench/README.md.
import { build } from "esbuild";
import { spawn, spawnSync } from "node:child_process";
import { copyFileSync, readdirSync, writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { settled, site, startBrowser, startFake } from "../tests/browser/support/harness.mjs";
import { events, points, target, threeNodes } from "../tests/browser/support/scenarios.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const program = process.env.NODEWATCH ?? join(here, "../../build/release/nodewatch");
const seconds = (n) => new Promise((done) => setTimeout(done, n * 1000));
const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];

async function startDemo() {
  const demo = spawn(program, ["demo"], { env: { ...process.env, NODEWATCH_LISTEN: "127.0.0.1:0" }, stdio: ["ignore", "ignore", "pipe"] });
  for await (const line of createInterface({ input: demo.stderr })) {
    const url = /listening on (http:[\w.:\/]+)/.exec(line);
    if (url) return { url: url[1], end: () => demo.kill() };
  }
  throw new Error("the demo ended");
}

/** Ten loads of the Overview of the real daemon, each with empty caches. */
async function paint(browser) {
  const demo = await startDemo();
  await seconds(5);
  const times = [];
  for (let i = 0; i < 10; i += 1) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    await page.goto(demo.url);
    const first = await page.waitForFunction(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime);
    times.push(await first.jsonValue());
    await context.close();
  }
  demo.end();
  console.log(`first contentful paint: median ${median(times).toFixed(0)} ms, ${times.map((t) => t.toFixed(0)).join(" ")}`);
}

async function buildCharts() {
  const asset = (pattern) => readdirSync(join(site, "assets")).find((name) => pattern.test(name));
  await build({
    entryPoints: [join(here, "charts.tsx")], outfile: join(site, "charts.js"), bundle: true, minify: true, format: "esm", jsx: "automatic", jsxImportSource: "preact",
    define: { WORKER_URL: JSON.stringify(`assets/${asset(/^worker-.*\.js$/)}`) }, logLevel: "warning",
  });
  copyFileSync(join(site, "assets", asset(/^style-.*\.css$/)), join(site, "charts.css"));
  writeFileSync(join(site, "layout.css"), "body { overflow: auto } .bench { display: grid; grid-template-columns: repeat(6, 1fr); gap: 4px }");
  writeFileSync(join(site, "charts.html"), `<!doctype html><html lang="en"><head><meta charset="utf-8"><base href="./"><title>Charts</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="charts.css"><link rel="stylesheet" href="layout.css"><script type="module" src="charts.js"></script></head><body><div id="app"></div></body></html>`);
}

async function taskSeconds(session) {
  const { metrics } = await session.send("Performance.getMetrics");
  const of = (name) => metrics.find((metric) => metric.name === name).value;
  return { at: of("Timestamp"), all: of("TaskDuration"), script: of("ScriptDuration"), style: of("LayoutDuration") + of("RecalcStyleDuration") };
}

/** Share of a core that the page's main thread takes, with a point a second on each of thirty charts. */
async function charts(browser) {
  await buildCharts();
  const names = Array.from({ length: 30 }, (_, i) => `n${i}`);
  const daemon = await startFake((fake) => {
    fake.put(names.map((name) => [`target/xrpl/${name}`, "", target(fake.now, name)]));
    fake.tick = (now) => names.map((name, n) => [`points/xrpl/${name}/xrpl_ledger`, "", { t: now, i: 1000, v: { xrpl_transaction_rate: 20 + n + 8 * Math.sin(now / 9000 + n) } }]);
  });
  for (const count of [3600, 360]) {
    const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
    await page.goto(`${daemon.url}charts.html?points=${count}`);
    await page.waitForFunction(() => document.querySelectorAll("canvas").length >= 30);
    const session = await page.context().newCDPSession(page);
    await session.send("Performance.enable", { timeDomain: "threadTicks" });
    await seconds(5);
    const before = await taskSeconds(session);
    await seconds(30);
    const after = await taskSeconds(session);
    const share = (name) => ((100 * (after[name] - before[name])) / 30).toFixed(2);
    console.log(`30 live charts of ${count} points: ${share("all")} % of a core for the main thread (script ${share("script")}, style and layout ${share("style")})`);
    await page.close();
  }
  await daemon.close();
}

async function used(session) {
  await seconds(2); // answers that are under way
  for (let i = 0; i < 3; i += 1) await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  const { metrics } = await session.send("Performance.getMetrics");
  const of = (name) => metrics.find((metric) => metric.name === name).value;
  return `${(usedSize / 1e6).toFixed(2)} MB, ${of("Nodes")} nodes, ${of("JSEventListeners")} listeners`;
}

/** A day in steps of five seconds, as fast as the page keeps up. */
async function heap(browser) {
  const daemon = await startFake(threeNodes);
  daemon.tick = () => [];
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(daemon.url);
  await settled(page);
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  const steps = 17_280;
  for (let step = 0; step <= steps; step += 1) {
    daemon.jump += 5000;
    daemon.log.length = 0;
    const rows = ["val-1", "val-2", "stock-frankfurt"].flatMap((node, n) => points(daemon.now, node, n));
    if (step % 50 === 0) rows.push([`event/xrpl/val-1`, String(1000 + step), events(daemon.now, "val-1")[0][2]]);
    const gone = step % 50 === 0 && step >= 10_000 ? [[`event/xrpl/val-1`, String(1000 + step - 10_000)]] : [];
    daemon.put(rows, gone);
    // The page has drawn it.
    if (step % 10 === 0) await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0))));
    if ([0, 0.1, 0.25, 0.5, 0.75, 1].includes(step / steps)) console.log(`heap after ${((100 * step) / steps).toFixed(0)} % of a day (${step} updates): ${await used(session)}`);
  }
  await page.close();
  await daemon.close();
}

const kinds = { paint, charts, heap };
const names = process.argv.slice(2);
const unknown = names.filter((name) => !(name in kinds));
if (unknown.length > 0) throw new Error(`unknown: ${unknown.join(", ")}`);
const built = spawnSync(process.execPath, [join(here, "../build.mjs"), site], { stdio: ["ignore", "ignore", "inherit"] });
if (built.status !== 0) process.exit(1);
for (const name of names.length > 0 ? names : Object.keys(kinds)) {
  const browser = await startBrowser();
  console.log(`load ${loadavg()[0].toFixed(1)}`);
  await kinds[name](browser);
  await browser.close();
}
