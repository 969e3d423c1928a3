// The pages of Betanet: both themes, wide and narrow; an instance that is well, one that shows old values, one that is down.
import assert from "node:assert/strict";
import { test } from "node:test";
import { goTo, shoot, until, violations } from "../support/harness.mjs";
import { basicPoints, betanetNodes, endpointRows, goDown, mixnodeRow } from "../support/betanet_tables.mjs";
import { freshInstall } from "../support/scenarios.mjs";
import { checkLooks } from "../support/looks.mjs";
import { open as openPage, panel } from "../support/xrpl_pages.mjs";

const open = (path, options) => openPage(path, { scenario: betanetNodes, ...options });
const main = "betanet/mix-main";
const tile = (page, label) => page.locator(".tile", { has: page.getByText(label, { exact: true }) });

checkLooks(open, [["betanet", "betanet"], ["betanet-main", main], ["betanet-stale", "betanet/mix-stale"]]);

test("g t leads to the instances, a row to its instance; the overview knows them", async () => {
  const { page, end } = await open("?from=now-6h&to=now");
  assert.match(await page.locator('[data-node="mix-stale"]').innerText(), /stale: old values[\s\S]*active nodes\s+5/);
  await goTo(page, "t");
  await page.getByRole("heading", { name: "Betanet instances" }).waitFor();
  await page.getByRole("cell", { name: "45.20 ms" }).first().waitFor();
  assert.match((await page.locator("tbody tr").allInnerTexts()).join("\n"), /mix-down\s+down[\s\S]*mix-stale\s+stale: old values[\s\S]*mix-main\s+up\s+5\s+2\s+7\s+45\.20 ms/);
  await page.getByRole("link", { name: "mix-main" }).click();
  await page.getByRole("heading", { name: "mix-main" }).waitFor();
  assert.match(page.url(), /betanet\/mix-main\?from=now-6h&to=now$/);
  await page.locator(".page-head").getByText(/^API \/status, \/mixnodes · up 9 d 00 h/).waitFor();
  await end();
});

test("the breaker over time, the heat map with its keys and its table, a gap that stays one", async () => {
  const { page, end } = await open(main, { still: true });
  await page.getByRole("img", { name: /^Breaker, timeline: closed 9\d\.\d\d %, open 7\.\d\d %, half-open 1\.\d\d %/ }).waitFor();
  await page.getByRole("img", { name: /^State, timeline: up .*stale: old values/ }).waitFor();
  const heat = panel(page, "Latencies");
  const cells = heat.getByRole("img", { name: /^Latencies: 12 rows, 61 steps/ });
  await cells.focus();
  await page.keyboard.press("ArrowRight");
  await heat.locator("[data-cell]").getByText(/^2026-11-21 11:00:00, above 5 s: 0$/).waitFor();
  for (let i = 0; i < 7; i += 1) await page.keyboard.press("ArrowDown");
  await heat.locator("[data-cell]").getByText(/^2026-11-21 11:00:00, 25 ms – 50 ms: \d$/).waitFor();
  assert.match(await page.locator('[aria-live="polite"]').innerText(), /25 ms – 50 ms: \d$/);
  await heat.getByRole("button", { name: "Table" }).click();
  assert.match((await heat.locator("tbody tr").allInnerTexts()).slice(30, 35).join("\n"), /11:29:00(\s+–){12}/);
  await end();
});

test("mixnodes: those that are not active first, what drops much is marked; of sums alone it is said", async () => {
  const { daemon, page, end } = await open(main, { still: true });
  const table = panel(page, "Mixnodes");
  await table.getByText("26 of 30 active").waitFor();
  assert.match(await table.locator("tbody tr").first().innerText(), /mixnode-003\s+inactive\s+40,939\s+39,933\s+15 \(0\.04 %\)\s+45\.50 ms\s+3 d/);
  await table.getByRole("searchbox").fill("mixnode-004");
  await table.locator("tbody").getByRole("img", { name: "critical" }).waitFor();
  daemon.put([mixnodeRow("mix-main", 4, { status: "inactive" })]);
  await table.getByText("25 of 30 active").waitFor();
  const sums = await open("betanet/mix-sums", { still: true });
  await panel(sums.page, "Mixnodes").getByText("does not tell its mixnodes one by one").waitFor();
  await sums.page.locator(".page-head").getByText(/^API \/api\/v1/).waitFor();
  await tile(sums.page, "Sent").getByText("peak 1,250").waitFor();
  await panel(sums.page, "Throughput").getByText("received").waitFor();
  assert.equal(await page.getByRole("heading", { name: "Throughput" }).count() + await tile(page, "Sent").count(), 0, "the other dialect tells of no bytes");
  await sums.end();
  await end();
});

test("endpoints: each by itself; one that fails beside others that answer", async () => {
  const { daemon, page, end } = await open(main, { still: true });
  daemon.put(endpointRows("mix-main", daemon.now, "server", { mixnodes: { ok: false, at: daemon.now - 605_000, error: "HTTP 503" } }));
  const table = panel(page, "Endpoints");
  await table.getByText("HTTP 503").waitFor();
  const rows = await table.locator("tbody tr").allInnerTexts();
  assert.match(rows[0], /metrics\s+answers\s+[\d.]+ s ago\s+[\d.]+ s old\s+11 ms\s+5,760\s+timeout 12, status 2\s+14\s+31\s+0\s+server\s+–/);
  assert.match(rows[1], /mixnodes\s+fails\s+10 m \d\d s ago[\s\S]*9\s+server\s+HTTP 503/);
  await panel(page, "Failed requests").getByText("metrics: timeout").waitFor();
  await end();
  // What the endpoint told that fails is old, what the others tell is not.
  const sums = await open("betanet/mix-sums", { still: true });
  sums.daemon.put([...basicPoints("mix-sums", sums.daemon.now, { dialect: "api_v1", state: 3 }), ...endpointRows("mix-sums", sums.daemon.now, "api_v1", { nodes: { ok: false, at: sums.daemon.now - 100_000, error: "HTTP 503" } })]);
  await sums.page.locator(".tile-stale", { has: sums.page.getByText("Active nodes", { exact: true }) }).getByText(/[12] m \d\d s ago/).waitFor();
  assert.equal(await sums.page.locator(".tile-stale", { has: sums.page.getByText("Latency", { exact: true }) }).count(), 0);
  await sums.end();
});

test("old values are no values of now: they are stale though they come with each round", async () => {
  const { page, end } = await open("betanet/mix-stale", { still: true });
  await page.locator('.headline-state[data-level="warn"]').getByText("stale: old values").waitFor();
  for (const label of ["Active nodes", "All nodes", "Latency"]) await page.locator(".tile-stale", { has: page.getByText(label, { exact: true }) }).getByText(/^last 11:59:\d\d/).waitFor();
  await page.locator(".tile-crit", { has: page.getByText("Breaker", { exact: true }) }).getByText(/^next try in [\d.]+ s$/).waitFor();
  await tile(page, "Last answer").getByText("old values are shown").waitFor();
  await page.getByRole("region", { name: "Conditions" }).getByText("Shown are old values").waitFor();
  await end();
});

test("limits: drops, few nodes, a breaker that opens", async () => {
  const { daemon, page, end } = await open(main, { still: true });
  await page.locator(".tile-ok", { has: page.getByText("Breaker", { exact: true }) }).waitFor();
  daemon.put(basicPoints("mix-main", daemon.now, { breaker: 2, changes: { betanet_nodes: { betanet_connected_peers: 2 }, betanet_condition: { 'betanet_condition{condition="mixnodes_stopped"}': 1 } } }));
  await page.locator(".tile-crit", { has: page.getByText("Active nodes", { exact: true }) }).waitFor();
  await page.locator(".tile-warn", { has: page.getByText("All nodes", { exact: true }) }).waitFor();
  await page.locator(".tile-warn", { has: page.getByText("Breaker", { exact: true }) }).getByText("half-open").waitFor();
  await end();
});

test("charts that are asked again leave no gap between the answers", async () => {
  const { daemon, page, end: close } = await open(`${main}?from=now-5m&to=now`);
  await panel(page, "Nodes").getByRole("img", { name: /line chart/ }).waitFor();
  const asked = [];
  daemon.onBatch = ({ start, end, step }) => step === 1 && asked.push(end - start);
  await until(() => asked.some((seconds) => seconds < 250), "newest steps");
  assert.ok(Math.min(...asked) >= 5, `each 5 s it asked for so many: ${asked}`);
  await close();
});

test("silence is never health", async () => {
  const { daemon, page, end } = await open(main, { still: true });
  daemon.tick = () => [];
  daemon.advance(200_000);
  for (const title of ["Mixnodes", "Endpoints"]) await panel(page, title).getByText(/^stale: last 12:0/).waitFor();
  await page.locator('.headline-state[data-level="stale"]').getByText("stale: last up").waitFor();
  assert.equal(await page.locator(".tile-ok", { has: page.getByText("Breaker") }).count(), 0);
  await end();
});

test("an instance that goes down: what it told is gone, not 0", async () => {
  const { daemon, page, end } = await open(main, { still: true });
  await panel(page, "Mixnodes").getByText("26 of 30 active").waitFor();
  goDown(daemon, "mix-main", "connection refused");
  await page.locator('.headline-state[data-level="crit"]').getByText("down").waitFor();
  await tile(page, "Active nodes").getByText("no value yet").waitFor();
  await panel(page, "Mixnodes").getByText("not heard. connection refused").waitFor();
  await shoot(page, "betanet-down");
  assert.deepEqual(await violations(page), []);
  await end();
});

test("names from outside are text, and nothing configured says how to begin", async () => {
  const attack = "<img src=x onerror='window.hacked=1'>";
  const { daemon, page, problems, end } = await open(main, { still: true });
  daemon.put([
    ["table/betanet/mix-main/mixnodes", "x", { id: attack, status: attack.repeat(40), processed: attack, dropped: 1e300 }], ["table/betanet/mix-main/mixnodes", "y", "none"],
    ["table/betanet/mix-main/endpoints", "z", { name: attack, error: attack.repeat(40), at: 1e300 }],
  ]);
  await panel(page, "Mixnodes").getByText("31 rows").waitFor();
  assert.equal(await page.evaluate(() => window.hacked), undefined);
  assert.deepEqual(problems, []);
  await end();
  const none = await open("betanet", { scenario: freshInstall });
  await none.page.getByText("No Betanet instance configured").waitFor();
  assert.equal(await none.page.getByRole("navigation").getByRole("link", { name: "Betanet" }).count(), 0);
  await none.end();
});
