// The pages of Bitcoin: both themes, wide and narrow; a node that is well, one that downloads, one that tells little, silence.
import assert from "node:assert/strict";
import { test } from "node:test";
import { goTo, openPage, settled, shoot, startBrowser, startFake, violations } from "../support/harness.mjs";
import { basicPoints, bitcoinNodes, blockHash, blockRow, goDown, projectedRow, tipHeight } from "../support/bitcoin_tables.mjs";
import { freshInstall, hostile, threeNodes } from "../support/scenarios.mjs";
import { panel } from "../support/xrpl_pages.mjs";

let started;
async function open(path, { scenario = bitcoinNodes, still = false, ...options } = {}) {
  started ??= await startBrowser();
  const daemon = await startFake(scenario);
  if (still) daemon.tick = daemon.sameAgain;
  const opened = await openPage(started, daemon.url + path, options);
  await settled(opened.page);
  return { daemon, ...opened, end: () => opened.context.close() };
}

const main = "bitcoin/btc-main";
const tile = (page, label) => page.locator(".tile", { has: page.getByText(label, { exact: true }) });
const block = (page, name) => page.locator(`[data-block="${name}"]`);
const overflow = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

// The list and the download are among the pages of any daemon.
for (const [name, path] of [["bitcoin-main", main], ["bitcoin-plain", "bitcoin/btc-plain"]])
  for (const [theme, size, viewport] of [["light", "wide", { width: 1440, height: 900 }], ["dark", "wide", { width: 1440, height: 900 }], ["light", "narrow", { width: 390, height: 844 }], ["dark", "narrow", { width: 320, height: 640 }]])
    test(`${name}, ${theme}, ${size}`, async () => {
      const { page, problems, end } = await open(path, { theme, ...viewport });
      await shoot(page, `${name}-${theme}-${size}`);
      assert.deepEqual(await violations(page), []);
      assert.ok((await overflow(page)) <= 0, "the page is wider than the window");
      assert.deepEqual(problems, []);
      await end();
    });

test("g b leads to the nodes, a row to its node; the menu has them only where there are some", async () => {
  const { page, end } = await open("?from=now-6h&to=now");
  await goTo(page, "b");
  await page.getByRole("heading", { name: "Bitcoin nodes" }).waitFor();
  await page.getByRole("link", { name: "btc-main" }).click();
  await page.getByRole("heading", { name: "btc-main" }).waitFor();
  assert.match(page.url(), /bitcoin\/btc-main\?from=now-6h&to=now$/);
  await page.locator(".headline-state").getByText("synced").waitFor();
  await page.locator(".page-head").getByText(/^Bitcoin Core 29\.0\.0 · mainnet · not pruned · up 41 d 02 h/).waitFor();
  await end();
  const none = await open("", { scenario: threeNodes });
  assert.equal(await none.page.getByRole("navigation").getByRole("link", { name: "Bitcoin" }).count(), 0);
  await none.page.goto(`${none.daemon.url}bitcoin/nobody`);
  await none.page.getByText("No Bitcoin node configured").waitFor();
  await none.end();
});

test("the overview knows the nodes by their own words", async () => {
  const { page, end } = await open("");
  const row = page.locator('[data-node="btc-main"]');
  assert.match(await row.innerText(), /synced[\s\S]*912,004[\s\S]*61\.2 MiB[\s\S]*16/);
  await page.locator('[data-node="btc-new"]').getByText("downloading the chain").waitFor();
  await end();
});

test("the strip: a new block comes, an old one falls out, and the keys tell what a block holds", async () => {
  const { daemon, page, end } = await open(main, { still: true });
  const strip = page.locator(".block-strip");
  await block(page, tipHeight).waitFor();
  assert.match(await block(page, "+1").innerText(), /Next block\s+~3\.40 sat\/vB\s+3–54\.40\s+1\.00 MvB\s+3,400 tx/);
  await strip.focus();
  await page.keyboard.press("ArrowRight");
  await page.locator("[data-cell]").getByText(/^Block 912,004, 6 m \d\d s ago, median \d sat\/vB, .* fees 0\.\d{3} BTC/).waitFor();
  await page.keyboard.press("ArrowLeft");
  await page.locator("[data-cell]").getByText("Next block, median 3.40 sat/vB").waitFor();
  assert.match(await page.locator('[aria-live="polite"]').innerText(), /^Next block, median/);
  // Two others take the place of the newest.
  daemon.put([blockRow("btc-main", daemon.now, tipHeight, { fell_out: true, hash: blockHash(tipHeight) }), blockRow("btc-main", daemon.now, tipHeight, { hash: blockHash(tipHeight, 1), arrived: daemon.now }),
    blockRow("btc-main", daemon.now, tipHeight + 1, { arrived: daemon.now }), projectedRow("btc-main", 0, { median: 7.5 }),
    ["event/bitcoin/btc-main", "2", { t: daemon.now, severity: "info", code: "reorganisation", text: "1 block fell out after 912,003: 912,004 replaced by 912,005." }]]);
  await block(page, tipHeight + 1).waitFor();
  assert.equal(await block(page, tipHeight).count(), 2);
  await block(page, tipHeight).getByText("fell out").waitFor();
  await block(page, "+1").getByText("~7.50").waitFor();
  await panel(page, "Last events").getByText("1 block fell out").waitFor();
  await page.getByRole("img", { name: /^Blocks and headers, .*; 2 events$/ }).waitFor();
  await shoot(page, "bitcoin-reorganisation");
  assert.deepEqual(await violations(page), []);
  await panel(page, "Blocks").getByRole("button", { name: "Table" }).click();
  assert.match((await panel(page, "Blocks").locator("tbody tr").allInnerTexts()).slice(0, 11).join("\n"), /From \+8\s+projected[\s\S]*Next block\s+projected[\s\S]*912,005\s+mined[\s\S]*912,004\s+mined[\s\S]*912,004\s+fell out/);
  await end();
});

test("fees: what the mempool says and what the node's estimator says; no estimate is no 0", async () => {
  const { page, end } = await open(main, { still: true });
  const now = panel(page, "Fees now");
  assert.match(await now.innerText(), /Next block\s+3\.40 sat\/vB[\s\S]*2 blocks about 20 m 00 s\s+3\.40 sat\/vB[\s\S]*144 blocks about 1 d 00 h\s+no estimate/);
  await end();
  const plain = await open("bitcoin/btc-plain", { still: true });
  await plain.page.getByText("The node has no estimate: after a start").waitFor();
  assert.equal(await panel(plain.page, "Fees now").getByText("no estimate", { exact: true }).count(), 6);
  await panel(plain.page, "Fee rates now").getByText("The mempool by fee rate is not known").waitFor();
  await panel(plain.page, "Where the peers are").getByText("Without a database of places").waitFor();
  await plain.end();
});

test("the mempool by fee rate: one area for each of few bands, the next blocks or all; bars with their table", async () => {
  const { page, end } = await open(main);
  const chart = panel(page, "Mempool by fee rate");
  await chart.getByRole("img", { name: /stacked chart.*100 and more latest/ }).waitFor();
  assert.equal(await chart.locator(".legend button").count(), 9);
  await chart.getByRole("button", { name: "All" }).click();
  await chart.getByRole("img", { name: /stacked chart/ }).waitFor();
  const bars = panel(page, "Fee rates now");
  await bars.getByRole("img", { name: "Mempool by fee rate now: 12.48 MvB, most of it at 1–2 sat/vB: 4.40 MvB" }).waitFor();
  await bars.getByRole("button", { name: "Table" }).click();
  assert.match((await bars.locator("tbody tr").allInnerTexts()).join("\n"), /1–2\s+4\.400\s+16,?923/);
  await end();
});

test("a download: how far, how fast, how long; its lag is no alarm and what it cannot know is not shown", async () => {
  const { page, end } = await open("bitcoin/btc-new");
  const download = panel(page, "Download of the chain");
  await download.getByRole("progressbar", { name: "Part of the chain that is checked" }).waitFor();
  await download.getByText("blocks/s").waitFor();
  assert.match(await download.innerText(), /43\.21 %[\s\S]*402,113 of 912,004[\s\S]*blocks\/s/);
  assert.equal(await tile(page, "Behind headers").locator(".shape").count(), 0);
  assert.equal(await page.getByRole("heading", { name: "Fees now" }).count(), 0);
  await end();
});

test("peers: a filter, columns only where something is known, places beside what has none", async () => {
  const { page, end } = await open(main);
  const table = panel(page, "Peers of the node");
  await table.getByRole("searchbox").fill("tor");
  assert.equal(await table.locator("tbody tr").count(), 2);
  assert.equal(await table.getByRole("columnheader", { name: "Country" }).count(), 1);
  const places = panel(page, "Where the peers are");
  assert.match(await places.innerText(), /10 of 16 peers have a known place[\s\S]*Germany\s+2[\s\S]*No place by nature\s+Tor\s+2[\s\S]*Place not known\s+peers\s+2/);
  assert.equal(await places.locator(".dot").count(), 9, "two in Germany are so near that they are one");
  await end();
  const plain = await open("bitcoin/btc-plain");
  assert.deepEqual(await panel(plain.page, "Peers of the node").getByRole("columnheader", { name: /Address|Country|Provider/ }).count(), 0);
  await plain.end();
});

test("what surrounds the node: ZMQ streams, process, disk, difficulty, soft forks; without them it is said or left out", async () => {
  const { page, end } = await open(main, { still: true });
  const zmq = (await panel(page, "ZMQ").locator("tbody tr").allInnerTexts()).join("\n");
  assert.match(zmq, /rawblock\s+5 m \d\d s ago\s+12\s+0\s+1\n[\s\S]*rawtx\s+1 m \d\d s ago\s+412,003\s+17\s+1\n[\s\S]*sequence\s+–\s+–\s+–\s+–/);
  assert.deepEqual(await panel(page, "ZMQ").locator("tbody .shape").evaluateAll((all) => all.map((shape) => shape.getAttribute("aria-label"))), ["ok", "ok", "not connected"]);
  assert.match(await panel(page, "Process").innerText(), /7\.40 %[\s\S]*1,840 MiB[\s\S]*212[\s\S]*1 d 01 h/);
  assert.match(await panel(page, "Disk").innerText(), /74\.5 GiB \(8\.0 %\)[\s\S]*blocks\s+708 GiB/);
  assert.match(await panel(page, "Difficulty").innerText(), /146\.47 T[\s\S]*Expected change\s+\+2\.3 %[\s\S]*1,248[\s\S]*Time until then\s+8 d 1\d h/);
  assert.match(await panel(page, "Soft forks").innerText(), /newthing\s+started\s+911,000\s+42\.0 %\s+90\.0 %[\s\S]*taproot\s+active/);
  assert.match(await panel(page, "Fulcrum").innerText(), /Answers\s+yes[\s\S]*912,001[\s\S]*Behind the node\s+3[\s\S]*Clients\s+24/);
  await panel(page, "Fulcrum").getByRole("img", { name: "warning" }).waitFor();
  assert.match(await panel(page, "electrs").innerText(), /Answers\s+no$/);
  await panel(page, "electrs").getByRole("img", { name: "critical" }).waitFor();
  assert.match(await panel(page, "Peers by kind").innerText(), /AS24940 Hetzner Online GmbH\s+3[\s\S]*Addresses that it knows\s+IPv4\s+56,100[\s\S]*Tor\s+9,000/);
  await end();
  const plain = await open("bitcoin/btc-plain", { still: true });
  await panel(plain.page, "ZMQ").getByText("No ZMQ stream is known: the node publishes none, or does not tell").waitFor();
  await panel(plain.page, "Process").getByText("Not seen: nodewatch tells the process").waitFor();
  assert.equal(await plain.page.getByRole("heading", { name: "Disk" }).count() + await plain.page.getByRole("heading", { name: "Soft forks" }).count(), 0);
  await plain.end();
});

test("limits, and the verdicts of the daemon: a full mempool, no outbound peers, an old tip, a silent stream, a disk that fills", async () => {
  const { daemon, page, end } = await open(main, { still: true });
  const holds = (...conditions) => Object.fromEntries(conditions.map((condition) => [`bitcoin_condition{condition="${condition}"}`, 1]));
  const changes = { bitcoin_condition: holds("no_outbound_peers", "tip_stale", "zmq_silent", "disk_almost_full"), mempool: { bitcoin_mempool_usage_bytes: 290_000_000 }, peers: { bitcoin_peers_outbound_lasting: 0, bitcoin_peers_ping_p95_ms: 700 }, blockchain: { bitcoin_tip_age_seconds: daemon.now / 1000 - 9000, bitcoin_tip_arrival_age_seconds: daemon.now / 1000 - 5585, bitcoin_blockchain_block_lag: 3, bitcoin_blockchain_max_reorg_depth: 3 } };
  daemon.put(basicPoints("btc-main", daemon.now, changes));
  for (const [label, level] of [["Mempool", "crit"], ["Peers", "crit"], ["Ping", "warn"], ["Tip age", "crit"], ["Behind headers", "warn"], ["Reorganisation 24 h", "crit"]])
    await page.locator(`.tile-${level}`, { has: page.getByText(label, { exact: true }) }).waitFor();
  await tile(page, "Tip age").getByText(/^1 h 33 m/).waitFor();
  assert.deepEqual(await panel(page, "ZMQ").locator("tbody .shape").evaluateAll((all) => all.map((shape) => shape.getAttribute("aria-label"))), ["silent, this or another stream", "silent, this or another stream", "not connected"]);
  await panel(page, "Disk").getByRole("img", { name: "warning" }).waitFor();
  // Without a word of the daemon there is no verdict: few connections may be meant.
  daemon.put([["points/bitcoin/btc-main/bitcoin_condition", "", { t: daemon.now, i: 5000, v: {} }]]);
  await page.locator(".tile-crit", { has: page.getByText("Peers", { exact: true }) }).waitFor({ state: "detached" });
  assert.equal(await tile(page, "Peers").locator(".shape").count(), 0);
  await end();
});

test("silence is never health: tiles, strip and peers are stale when the polls stop", async () => {
  const { daemon, page, end } = await open(main, { still: true });
  daemon.tick = () => [];
  daemon.advance(200_000);
  for (const title of ["Blocks", "Fees now", "Fee rates now", "Peers of the node", "Where the peers are", "Peers by kind"]) await panel(page, title).getByText(/^stale: last 12:0/).waitFor();
  await page.locator('.headline-state[data-level="stale"]').getByText("stale: last synced").waitFor();
  assert.equal(await page.locator(".tile-ok").count(), 0);
  await shoot(page, "bitcoin-stale");
  await end();
});

test("a node that is down: its points are gone, and what is left of it is stale or unknown, never well", async () => {
  const { daemon, page, end } = await open(main, { still: true });
  await block(page, tipHeight).waitFor();
  await panel(page, "ZMQ").getByText("a new block is seen at once").waitFor();
  daemon.tick = () => [];
  goDown(daemon, "btc-main", "connection refused");
  await page.locator('.headline-state[data-level="crit"]').getByText("down").waitFor();
  await panel(page, "Blocks").getByText(/^stale: last 11:5\d:\d\d \(6 m \d\d s ago\)\. connection refused$/).waitFor();
  await block(page, tipHeight).waitFor();
  await panel(page, "Peers by kind").getByText("The peers are not known").waitFor();
  for (const title of ["Peers of the node", "Where the peers are"]) await panel(page, title).getByText("not heard. connection refused").waitFor();
  await panel(page, "Fees now").getByText("The fee rates are not known").waitFor();
  await panel(page, "Fee rates now").getByText("The mempool by fee rate is not known").waitFor();
  assert.equal(await page.getByText("after a start it needs").count() + await page.getByText("The node has no peers.").count(), 0);
  assert.equal(await panel(page, "Mempool by fee rate").locator(".legend button").count(), 9, "the history stays");
  assert.equal(await panel(page, "Difficulty").count(), 1, "what it told at other times is still known");
  assert.equal(await page.locator(".tile-ok").count(), 0);
  await shoot(page, "bitcoin-down");
  assert.deepEqual(await violations(page), []);
  await end();
});

test("no peers: said only when the node says so", async () => {
  const { daemon, page, end } = await open("bitcoin/btc-plain", { still: true });
  await panel(page, "Peers by kind").getByText("The peers are not known").waitFor();
  daemon.put(basicPoints("btc-plain", daemon.now, { peers: { bitcoin_peers_total: 0 } }));
  await panel(page, "Peers by kind").getByText("The node has no peers.").waitFor();
  await end();
});

test("fees: a target that was not told is not one without an estimate", async () => {
  const { daemon, page, end } = await open("bitcoin/btc-plain", { still: true });
  await page.getByText("The node has no estimate: after a start").waitFor();
  daemon.put([], [["points/bitcoin/btc-plain/bitcoin_fee", 'target="6"']]);
  await page.getByText("The node has no estimate: after a start").waitFor({ state: "detached" });
  assert.match(await panel(page, "Fees now").innerText(), /6 blocks about 1 h 00 m\s+–\n[\s\S]*12 blocks about 2 h 00 m\s+no estimate/);
  await end();
});

test("the strip stands where the reader put it", async () => {
  const { daemon, page, end } = await open(main, { still: true });
  const strip = page.locator(".block-strip");
  await block(page, tipHeight).waitFor();
  const place = () => strip.evaluate((box) => box.scrollLeft);
  await strip.evaluate((box) => { box.scrollLeft = 0; });
  daemon.put([], [["table/bitcoin/btc-main/projected", "7"]]);
  await block(page, "+8").waitFor({ state: "detached" });
  assert.equal(await place(), 0);
  await end();
});

test("names and rows from outside are text", async () => {
  const attack = "<img src=x onerror='window.hacked=1'>";
  const { daemon, page, problems, end } = await open(main, { still: true });
  daemon.put([
    ["table/bitcoin/btc-main/peers", "99", { id: 99, address: attack, network: attack, type: attack.repeat(30), version: attack, country: attack, organisation: attack, latitude: 1e300, longitude: 5, services: [attack, null] }],
    ["table/bitcoin/btc-main/blocks", "x", { height: tipHeight + 3, hash: attack, time: 1e300, rates: [attack], size: attack }],
    ["table/bitcoin/btc-main/blocks", "y", "no block"],
    ["points/bitcoin/btc-main/bitcoin_node_info", `subversion="${attack}",chain="${attack}"`, { t: daemon.now, i: 30_000, v: { bitcoin_node_info: 1 } }],
  ]);
  await block(page, tipHeight + 3).waitFor();
  await panel(page, "Peers of the node").getByText("17 rows").waitFor();
  assert.equal(await page.evaluate(() => window.hacked), undefined);
  assert.deepEqual(problems, []);
  await end();
});

test("nothing is configured: how to begin", async () => {
  const { daemon, page, end } = await open("bitcoin", { scenario: freshInstall });
  await page.getByText("No Bitcoin node configured").waitFor();
  await shoot(page, "bitcoin-none");
  await end();
  const other = await open("bitcoin", { scenario: hostile });
  await other.page.getByText("No Bitcoin node configured").waitFor();
  await other.end();
  assert.ok(daemon);
});
