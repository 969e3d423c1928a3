// What the page does with the stream: changes, loss and recovery, staleness, pause, several tabs.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { goTo, openPage, settled, shoot, startBrowser, startFake, until } from "../support/harness.mjs";
import { endWorkers, stopWorkers } from "../support/shared_worker.mjs";
import { freshInstall, points, target, threeNodes } from "../support/scenarios.mjs";

let browser;
before(async () => (browser = await startBrowser()));

async function open(scenario, path = "", options) {
  const daemon = await startFake(scenario);
  const opened = await openPage(browser, daemon.url + path, options);
  await settled(opened.page);
  return { daemon, ...opened, end: () => opened.context.close().then(() => daemon.close()) };
}

const text = (page, value) => page.getByText(value).first().waitFor();

test("a change on the board is on the screen", async () => {
  const { daemon, page, problems, end } = await open(threeNodes);
  const reason = { code: "node_down", message: "Connection refused by 127.0.0.1:5005.", critical: true, since: new Date(daemon.now).toISOString() };
  daemon.tick = daemon.sameAgain;
  daemon.put([["target/xrpl/val-1", "", target(daemon.now, "val-1", { state: "failed", reasons: [reason] })]]);
  await text(page, "Connection refused by 127.0.0.1:5005.");
  await page.waitForFunction(() => document.title.startsWith("(3!) Overview"));
  daemon.put([["target/xrpl/val-1", "", target(daemon.now, "val-1")]]);
  await page.waitForFunction(() => document.title.startsWith("(2!) Overview"));
  daemon.put([], [["target/xrpl/val-2", ""]]);
  await page.waitForFunction(() => document.title === "Overview · nodewatch");
  assert.equal(await page.locator(".node-row").count(), 2);
  assert.deepEqual(problems, []);
  await end();
});

test("what a node no longer tells is stale, never green", async () => {
  const { daemon, page, end } = await open(threeNodes);
  const row = page.locator('[data-node="val-1"]');
  assert.equal(await row.getAttribute("data-level"), "ok");
  daemon.tick = (now) => points(now, "val-2", 1);
  daemon.advance(3_500);
  await page.locator('[data-node="val-1"][data-level="stale"]').waitFor();
  await row.getByText(/^stale/).waitFor();
  assert.equal(await row.locator(".level-ok").count(), 0);
  daemon.advance(60_000);
  await row.locator(".key-stale").nth(3).waitFor();
  await shoot(page, "overview-stale");
  daemon.tick = (now) => points(now, "val-1");
  await page.locator('[data-node="val-1"][data-level="ok"]').waitFor();
  await end();
});

test("after a loss nothing is well, on the page and on those opened since", async () => {
  const { daemon, page, end } = await open(threeNodes, "explore");
  await page.locator('[data-live="live"]').waitFor();
  daemon.refuseStreams = true;
  daemon.dropStreams();
  await page.locator('[data-live="lost"]').waitFor();
  await goTo(page, "o");
  await page.locator('.node-row[data-level="stale"]').nth(2).waitFor();
  await text(page, /3 nodes not heard since 12:0\d:\d\d/);
  assert.equal(await page.locator("main .level-ok").count(), 0);
  await shoot(page, "overview-after-loss");
  await goTo(page, "x");
  await page.getByRole("heading", { name: "XRPL nodes" }).waitFor();
  await page.locator("tbody .level-stale").nth(2).waitFor();
  assert.equal(await page.locator("main .level-ok").count(), 0);
  daemon.refuseStreams = false;
  await page.locator("tbody .level-ok").first().waitFor();
  await end();
});

test("before anything is heard, and without a node, nothing is called well", async () => {
  const daemon = await startFake(threeNodes);
  daemon.refuseStreams = true;
  const { page, context } = await openPage(browser, daemon.url, { width: 390 });
  const bar = page.getByRole("navigation", { name: "Quick links" });
  await bar.getByText("Nothing heard yet").waitFor();
  await page.locator('[data-live="lost"]').waitFor();
  assert.equal(await page.locator(".level-ok").count(), 0);
  await shoot(page, "overview-never-heard");
  await context.close();
  await daemon.close();
  const none = await open(freshInstall, "", { width: 390 });
  await none.page.getByRole("navigation", { name: "Quick links" }).getByText("No node is watched").waitFor();
  await none.end();
});

test("a lost stream is told at once, and recovery needs nobody", async () => {
  const { daemon, page, end } = await open(threeNodes);
  await page.locator('[data-live="live"]').waitFor();
  daemon.refuseStreams = true;
  daemon.dropStreams();
  await page.locator('[data-live="lost"]').waitFor();
  await text(page, "Live stream lost.");
  await page.waitForFunction(() => document.title.startsWith("(lost)"));
  assert.equal(await page.locator(".node-row").count(), 3, "the last values stay");
  await shoot(page, "overview-lost");
  await page.getByRole("button", { name: "Retry now" }).waitFor();
  daemon.refuseStreams = false;
  await page.locator('[data-live="live"]').waitFor();
  await page.locator('[data-banner="loss"]').waitFor({ state: "detached" });
  await end();
});

test("after a short break only what was missed comes, and nothing is missing", async () => {
  const { daemon, page, end } = await open(threeNodes);
  daemon.tick = () => [];
  const snapshots = daemon.snapshots;
  daemon.refuseStreams = true;
  daemon.dropStreams();
  await page.locator('[data-live="lost"]').waitFor();
  const reason = { code: "node_down", message: "Missed while away.", critical: true, since: new Date(daemon.now).toISOString() };
  daemon.put([["target/xrpl/val-1", "", target(daemon.now, "val-1", { state: "failed", reasons: [reason] })], ["target/xrpl/val-8", "", target(daemon.now, "val-8")]]);
  daemon.put([], [["target/xrpl/val-8", ""], ["target/xrpl/val-2", ""]]);
  daemon.refuseStreams = false;
  await text(page, "Missed while away.");
  await page.locator('[data-node="val-2"]').waitFor({ state: "detached" });
  assert.equal(await page.locator(".node-row").count(), 2);
  assert.equal(daemon.snapshots, snapshots);
  await end();
});

test("a daemon that falls silent is lost, although the connection stands", async () => {
  const { daemon, page, end } = await open(threeNodes);
  daemon.silent = true;
  await page.locator('[data-live="lost"]').waitFor();
  await page.locator(".live-age").getByText(/^\d/).waitFor();
  daemon.silent = false;
  await page.locator('[data-live="live"]').waitFor();
  await end();
});

const pause = async (page) => {
  await page.keyboard.press("p");
  await page.locator('[data-live="paused"]').waitFor();
};

test("pause holds the picture and goes on receiving", async () => {
  const { daemon, page, end } = await open(threeNodes);
  const nodes = () => page.locator("[data-node]").evaluateAll((rows) => rows.map((row) => row.dataset.node));
  const before = await nodes();
  assert.deepEqual([...before].sort(), ["stock-frankfurt", "val-1", "val-2"]);
  await pause(page);
  daemon.tick = () => [];
  const snapshots = daemon.snapshots;
  daemon.put([["target/xrpl/val-9", "", target(daemon.now, "val-9")]], [["target/xrpl/val-2", ""]]);
  // A second page of the same worker asks for more: the frame has reached this one, and then all rows once more.
  const second = await page.context().newPage();
  await second.goto(`${daemon.url}xrpl`);
  await second.getByRole("row", { name: /val-9/ }).waitFor();
  await until(() => daemon.snapshots > snapshots, "a snapshot");
  await settled(second);
  await page.bringToFront();
  // Whatever draws it anew.
  await page.setViewportSize({ width: 900, height: 900 });
  await page.keyboard.press("?");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Escape");
  assert.deepEqual(await nodes(), before);
  await page.keyboard.press("p");
  await page.locator('[data-node="val-9"]').waitFor();
  await page.locator('[data-node="val-2"]').waitFor({ state: "detached" });
  await end();
});

test("a paused page goes to others, which show what is there", async () => {
  const { daemon, page, end } = await open(threeNodes, "explore");
  await pause(page);
  await goTo(page, "x");
  await page.getByRole("row", { name: /val-2/ }).waitFor();
  await settled(page);
  const second = await page.context().newPage();
  await second.goto(`${daemon.url}xrpl`);
  await second.getByRole("row", { name: /val-2/ }).waitFor();
  daemon.tick = () => [];
  daemon.put([], [["target/xrpl/val-2", ""]]);
  await second.getByRole("row", { name: /val-2/ }).waitFor({ state: "detached" });
  assert.equal(await page.getByRole("row", { name: /val-2/ }).count(), 1);
  await end();
});

test("a loss is told while paused", async () => {
  const { daemon, page, end } = await open(threeNodes);
  await pause(page);
  daemon.refuseStreams = true;
  daemon.dropStreams();
  await page.locator('[data-live="lost"]').waitFor();
  await page.locator('.node-row[data-level="stale"]').nth(2).waitFor();
  daemon.refuseStreams = false;
  await page.locator('[data-live="paused"]').waitFor();
  await end();
});

test("eight tabs share one stream", async () => {
  const { daemon, page, end } = await open(threeNodes);
  for (let i = 0; i < 7; i += 1) {
    const tab = await page.context().newPage();
    await tab.goto(daemon.url);
    await tab.locator('[data-node="val-1"]').waitFor();
  }
  await until(() => daemon.streams.size === 1, "one stream for all tabs");
  await end();
});

const newNode = (daemon, node) => daemon.put([[`target/xrpl/${node}`, "", target(daemon.now, node)]]);

test("a shared worker that was killed is replaced by one for all tabs, although nobody tells of its end", async () => {
  const { daemon, page, end } = await open(threeNodes);
  const second = await page.context().newPage();
  await second.goto(daemon.url);
  await second.locator('[data-node="val-1"]').waitFor();
  await endWorkers(browser, daemon.url);
  await until(() => daemon.streams.size === 0, "the end of its stream");
  newNode(daemon, "val-8");
  await page.locator('[data-node="val-8"]').waitFor();
  await second.locator('[data-node="val-8"]').waitFor();
  await page.locator('[data-live="live"]').waitFor();
  await until(() => daemon.streams.size === 1, "one stream for both tabs");
  await end();
});

test("a shared worker that hangs is left for another, and that for a stream of the page's own", async () => {
  const { daemon, page, end } = await open(threeNodes);
  for (const streams of [2, 3]) {
    await stopWorkers(browser, daemon.url);
    await until(() => daemon.streams.size === streams, "another stream");
    newNode(daemon, `val-${streams}0`);
    await page.locator(`[data-node="val-${streams}0"]`).waitFor();
    await page.locator('[data-live="live"]').waitFor();
  }
  await end();
});

test("without a shared worker the page has a stream of its own", async () => {
  const daemon = await startFake(threeNodes);
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.addInitScript(() => delete globalThis.SharedWorker);
  await page.goto(daemon.url);
  await page.locator('[data-node="val-1"]').waitFor();
  // While the page finds out what it wants, a stream may follow another.
  await until(() => daemon.streams.size === 1, "one stream");
  await context.close();
  await daemon.close();
});

test("a chart takes live values", async () => {
  const { daemon, page, end } = await open(threeNodes, "?from=now-5m&to=now&compare=xrpl_peer_count");
  const chart = page.locator(".panel-chart", { has: page.getByRole("heading", { name: "val-1" }) });
  daemon.tick = () => [];
  daemon.put([["points/xrpl/val-1/xrpl_server_info", "", { t: daemon.now, i: 5000, v: { xrpl_peer_count: 777 } }]]);
  await chart.locator(".legend").getByText("777").waitFor();
  await end();
});

test("a paused chart says what it draws, shows another range when asked, and catches up", async () => {
  const { daemon, page, end } = await open(threeNodes, "?from=now-5m&to=now&compare=xrpl_peer_count");
  const chart = page.locator(".panel-chart", { has: page.getByRole("heading", { name: "val-1" }) });
  const words = () => chart.locator(".chart-focus").getAttribute("aria-label");
  await pause(page);
  const before = await words();
  daemon.tick = () => [];
  daemon.put([["points/xrpl/val-1/xrpl_server_info", "", { t: daemon.now, i: 5000, v: { xrpl_peer_count: 777 } }], ["target/xrpl/val-9", "", target(daemon.now, "val-9")]]);
  const second = await page.context().newPage();
  await second.goto(daemon.url);
  await second.locator('[data-node="val-9"]').waitFor();
  await page.bringToFront();
  await chart.locator(".chart-focus").focus();
  await page.keyboard.press("End");
  assert.equal(await words(), before);
  await chart.locator(".chart-focus").blur();
  await page.getByRole("button", { name: "Zoom out" }).click();
  await page.waitForFunction((text) => document.querySelector('.chart-focus[aria-label^="val-1"]').ariaLabel !== text, before);
  await page.locator('[data-live="paused"]').waitFor();
  await page.keyboard.press("p");
  daemon.put([["points/xrpl/val-1/xrpl_server_info", "", { t: daemon.now, i: 5000, v: { xrpl_peer_count: 778 } }]]);
  await chart.locator(".legend").getByText("778").waitFor();
  await end();
});

test("a chart whose values stopped is stale, in words and as a panel; a range of yesterday is not", async () => {
  const { daemon, page, end } = await open(threeNodes, "?from=now-5m&to=now&compare=xrpl_peer_count");
  const chart = page.locator(".panel-chart", { has: page.getByRole("heading", { name: "val-1" }) });
  await chart.locator(".legend-time").getByText("latest").waitFor();
  daemon.tick = (now) => [["target/xrpl/val-1", "", target(now, "val-1", { last_error: { message: "Connection refused." } })], ...points(now, "val-2", 1)];
  daemon.advance(60_000);
  await page.locator('.panel-chart[data-state="stale"]', { has: page.getByRole("heading", { name: "val-1" }) }).waitFor();
  await chart.getByText(/stale: last 12:00:\d\d .*Connection refused\./).waitFor();
  assert.equal(await chart.locator(".legend-time").innerText(), "last");
  assert.match(await chart.locator(".legend-item").innerText(), /last 12:00:\d\d, 1 m \d\d s ago/);
  await page.locator('.panel-chart[data-state="ok"]', { has: page.getByRole("heading", { name: "val-2" }) }).getByText("latest").waitFor();
  await shoot(page, "overview-chart-stale");
  const noon = Date.UTC(2026, 10, 20, 12);
  await page.goto(`${daemon.url}?from=${noon}&to=${noon + 600_000}&compare=xrpl_peer_count`);
  await settled(page);
  assert.deepEqual([...new Set(await page.locator(".legend-time").allInnerTexts())], ["last"]);
  assert.equal(await page.locator('.panel-chart[data-state="stale"]').count(), 0);
  await end();
});

test("tiles of queries and of nodewatch itself lose their verdict when it falls silent", async () => {
  const { daemon, page, end } = await open(threeNodes, "self-health");
  await page.locator(".tile-ok").nth(2).waitFor();
  daemon.refuseStreams = true;
  daemon.dropStreams();
  await page.locator(".tile-stale").nth(8).waitFor();
  assert.equal(await page.locator(".tile-ok").count(), 0);
  await end();
});

test("what passed while the stream was lost is asked for, also when a question was under way", async () => {
  const { daemon, page, end } = await open(threeNodes, "?from=now-5m&to=now&compare=xrpl_peer_count");
  const asked = [];
  daemon.onBatch = ({ start }) => asked.push(start);
  let answer;
  daemon.batchHeld = new Promise((done) => (answer = done));
  // Charts that ask for another range, and have no answer before the stream is back.
  await page.getByRole("button", { name: "Zoom out" }).click();
  await until(() => asked.length > 0, "a question for the history");
  daemon.refuseStreams = true;
  daemon.dropStreams();
  await page.locator('[data-live="lost"]').waitFor();
  daemon.refuseStreams = false;
  await page.locator('[data-live="live"]').waitFor();
  const before = asked.length;
  answer();
  daemon.batchHeld = undefined;
  await until(() => asked.length > before, "the question for what was missed");
  await end();
});

test("a fresh install says how to begin", async () => {
  const { page, end } = await open(freshInstall);
  await text(page, "No node is watched.");
  await text(page, "network: xrpl");
  await shoot(page, "overview-fresh");
  await end();
});

test("a picture stays until the next one is there, also when a range is left before its own came", async () => {
  const { daemon, page, end } = await open(threeNodes, "self-health?from=now-5m&to=now");
  await page.waitForFunction(() => document.querySelector(".panel-loading") === null);
  const pictures = () => page.locator(".panel-chart canvas").count();
  const before = await pictures();
  assert.ok(before > 0);
  let answer;
  daemon.batchHeld = new Promise((done) => (answer = done));
  for (const range of ["now-10m", "now-20m"]) {
    await page.keyboard.press("-");
    await page.waitForFunction((from) => location.search.includes(`from=${from}&`), range);
    // The effects of the drawing run after the next frame.
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
    assert.equal(await pictures(), before, range);
  }
  daemon.batchHeld = undefined;
  answer();
  await end();
});

test("queries that fail leave the last picture, and the next try mends it", async () => {
  const { daemon, page, end } = await open(threeNodes, "self-health?from=now-5m&to=now");
  daemon.queryError = "query timed out";
  await page.getByText("query error: query timed out").first().waitFor();
  assert.ok((await page.locator(".panel-error canvas").count()) > 0, "the picture stays");
  await shoot(page, "health-query-error");
  daemon.queryError = undefined;
  await page.locator(".panel-error").getByRole("button", { name: "Retry" }).first().click();
  // The others try again by themselves.
  await page.waitForFunction(() => document.querySelector(".panel-error") === null);
  assert.equal(await page.locator(".panel-chart[data-state=ok]").count(), await page.locator(".panel-chart").count());
  await end();
});

test("a history without samples is empty, not zero", async () => {
  const daemon = await startFake(threeNodes);
  daemon.emptyHistory = true;
  const { page, context } = await openPage(browser, `${daemon.url}self-health`);
  await page.locator(".panel-empty").first().waitFor();
  await text(page, "No samples in this time range.");
  await shoot(page, "health-no-history");
  await context.close();
  await daemon.close();
});
