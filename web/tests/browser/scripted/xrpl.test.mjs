// The pages of XRPL: what a ledger, a miss and a fork look like, live; marks, keys, scores, and what is said when nothing is known.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { openPage, output, settled, shoot, startBrowser, startFake, violations } from "../support/harness.mjs";
import { freshInstall, target, threeNodes } from "../support/scenarios.mjs";
import { hash, ledgerRow, networkPoints, sequenceAt, validatorCount, validatorKey } from "../support/xrpl_tables.mjs";

let browser;
before(async () => (browser = await startBrowser()));
// Those of tests that failed, too: an open port would keep the run from ending.

async function open(path, { scenario = threeNodes, still = false, ...options } = {}) {
  const daemon = await startFake(scenario);
  if (still) daemon.tick = () => [];
  const opened = await openPage(browser, daemon.url + path, options);
  await settled(opened.page);
  return { daemon, ...opened, end: () => opened.context.close() };
}

const network = "xrpl/network?node=val-1";
const shortKey = (i) => `${validatorKey(i).slice(0, 5)}…${validatorKey(i).slice(-5)}`;
const column = (page, seq) => page.locator(`[data-ledger="${seq}"]`);
const panel = (page, title) => page.locator(".panel", { has: page.getByRole("heading", { name: title, exact: true }) });

test("the list leads to a node, the node to the network as it sees it", async () => {
  const { page, problems, end } = await open("?from=now-6h&to=now");
  await page.keyboard.press("g");
  await page.keyboard.press("x");
  await page.getByRole("heading", { name: "XRPL nodes" }).waitFor();
  assert.deepEqual(await page.locator("tbody tr td:first-child").allInnerTexts(), ["val-2", "stock-frankfurt", "val-1"], "the worst first");
  await page.getByRole("link", { name: "val-1" }).click();
  await page.getByRole("heading", { name: "val-1" }).waitFor();
  assert.match(page.url(), /xrpl\/validator\/val-1\?from=now-6h&to=now$/);
  await page.getByRole("link", { name: "The network as it sees it" }).click();
  await page.getByRole("heading", { name: "XRPL network" }).waitFor();
  assert.match(page.url(), /xrpl\/network\?from=now-6h&to=now&node=val-1$/);
  assert.deepEqual(problems, []);
  await end();
});

test("a row of the overview leads to the page of its node", async () => {
  const { page, end } = await open("");
  await page.locator('[data-node="val-2"]').getByRole("link", { name: "val-2" }).click();
  await page.getByText("The validator has not proposed for 41 s").waitFor();
  await page.getByText("since 2026-11-21 11:59:19").waitFor();
  await shoot(page, "xrpl-validator-trouble");
  await end();
});

test("a validator: state and since, key, agreement with what it covers, and how it is counted", async () => {
  const { page, end } = await open("xrpl/validator/val-1");
  const head = page.locator(".page-head");
  assert.match(await head.innerText(), /proposing for 14 d 06 h[\s\S]*mainnet · version 3\.1\.1 \(12 % of the peers newer\)/);
  await page.evaluate(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
  await page.getByRole("button", { name: "Copy public key" }).click();
  await head.getByText(validatorKey(0)).waitFor();
  const tile = (label) => page.locator(".tile", { has: page.getByText(label, { exact: true }) });
  assert.match(await tile("Agreement 1 h").innerText(), /99\.89[\s\S]*899 of 900$/);
  assert.match(await tile("Agreement 24 h").innerText(), /\*10 h/, "the window is not covered");
  await page.getByRole("button", { name: "How is this counted?" }).click();
  await page.getByRole("rowheader", { name: "24 h" }).waitFor();
  await shoot(page, "xrpl-how-counted", false);
  assert.deepEqual(await violations(page), []);
  await end();
});

test("a missed ledger of our own is shown as missed, and the keys tell which", async () => {
  const { daemon, page, end } = await open("xrpl/validator/val-1", { still: true });
  const strip = page.getByRole("img", { name: /Own validations of the last/ });
  await strip.waitFor();
  const seq = Math.max(...[...daemon.rows.keys()].filter((key) => key.startsWith("table/xrpl/val-1/ledgers")).map((key) => Number(key.split("\n")[1])));
  const before = Number(/(\d+) missed/.exec(await strip.getAttribute("aria-label"))[1]);
  daemon.put([ledgerRow("val-1", seq + 1, { own: "missed" })]);
  await page.getByRole("img", { name: new RegExp(`[ ,]${before + 1} missed`) }).waitFor();
  await strip.focus();
  await page.keyboard.press("ArrowRight");
  await page.locator("[data-cell]").getByText(`Ledger ${(seq + 1).toLocaleString("en-US")}`).waitFor();
  assert.match(await page.locator('[aria-live="polite"]').innerText(), /: missed$/);
  await end();
});

test("a stock node has a note instead of an agreement", async () => {
  const { page, end } = await open("xrpl/validator/stock-frankfurt");
  await page.getByText("it has no validator key").waitFor();
  assert.equal(await page.getByText("Agreement 1 h").count(), 0);
  assert.equal(await page.getByRole("heading", { name: "Own validations" }).count(), 0);
  await end();
});

test("the strip is live: a ledger, those who did not sign it, a fork", async () => {
  const { daemon, page, problems, end } = await open(network, { still: true });
  const seq = sequenceAt(daemon.now) + 1;
  const all = Array.from({ length: validatorCount }, (_, i) => i);
  daemon.put([ledgerRow("val-1", seq, { arrived: daemon.now }, all.slice(0, 10))]);
  await column(page, seq).waitFor();
  assert.equal(await page.locator(".ledger").first().getAttribute("data-ledger"), String(seq), "newest left");
  assert.equal(await page.locator(".ledger").count(), 20);
  assert.equal(await column(page, seq).locator(".square-signed").count(), 10);
  assert.equal(await column(page, seq).locator(".square-waiting").count(), 25, "their signatures may still come");
  const fork = { hash: hash(seq, 9), count: 2, mask: "600000000", quorum: false }; // slots 33 and 34
  const own = ledgerRow("val-1", seq, { arrived: daemon.now }, all.slice(0, 30))[2].candidates[0];
  daemon.put([ledgerRow("val-1", seq, { arrived: daemon.now, candidates: [fork, own] })]);
  daemon.advance(6000);
  await column(page, seq).locator(".square-missing").nth(2).waitFor();
  assert.equal(await column(page, seq).locator(".square-missing").count(), 3);
  assert.equal(await column(page, seq).locator(".squares-box .square-other").count(), 2);
  assert.match(await column(page, seq).innerText(), new RegExp(`30 of 35[\\s\\S]*${hash(seq, 9).slice(0, 6)}[\\s\\S]*2 signed`));
  assert.deepEqual(await violations(page), []);
  await shoot(page, "xrpl-fork");
  assert.deepEqual(problems, []);
  await end();
});

test("what the node did not hear is not missed", async () => {
  const { daemon, page, end } = await open(network, { still: true });
  const seq = sequenceAt(daemon.now) + 1;
  daemon.put([ledgerRow("val-1", seq, { arrived: daemon.now - 60_000 }, [1, 2])]);
  await column(page, seq).waitFor();
  assert.equal(await column(page, seq).locator(".square-missing").count(), 0);
  assert.equal(await column(page, seq).locator(".square-unknown").count(), 33);
  await end();
});

test("the strip pauses by itself, and stands still when the stream is lost", async () => {
  const { daemon, page, end } = await open(network, { still: true });
  const seq = sequenceAt(daemon.now) + 1;
  await page.getByRole("button", { name: "Pause strip" }).click();
  daemon.put([ledgerRow("val-1", seq), ["target/xrpl/val-9", "", target(daemon.now, "val-9")]]);
  await page.locator("option", { hasText: /^val-9$/ }).waitFor({ state: "attached" });
  assert.equal(await column(page, seq).count(), 0);
  await panel(page, "Ledgers").getByText("paused at ledger").waitFor();
  await page.getByRole("button", { name: "Go on" }).click();
  await column(page, seq).waitFor();
  daemon.refuseStreams = true;
  daemon.dropStreams();
  await page.getByText(`held by the loss of the connection at ledger ${seq.toLocaleString("en-US")}`).waitFor();
  await end();
});

test("a validator that is chosen is marked in strip, heat map and table, and in the address", async () => {
  const { page, end } = await open(network, { still: true });
  assert.equal(await page.locator(".square-mark").count(), 0);
  const button = page.getByRole("button", { name: shortKey(3) });
  await button.click();
  await page.locator(".square-mark").nth(19).waitFor();
  assert.equal(new URL(page.url()).searchParams.get("v"), validatorKey(3));
  assert.match(await page.locator(".heat-names .chosen").innerText(), new RegExp(shortKey(3)));
  await shoot(page, "xrpl-chosen");
  await page.reload();
  await page.locator(".square-mark").nth(19).waitFor();
  assert.equal(await button.getAttribute("aria-pressed"), "true");
  await button.click();
  await page.locator(".square-mark").first().waitFor({ state: "detached" });
  assert.equal(new URL(page.url()).searchParams.has("v"), false);
  await end();
});

test("strip and heat map by keys: they tell what they hold, Enter marks", async () => {
  const { page, end } = await open(network, { still: true });
  const said = page.locator('[aria-live="polite"]');
  const seq = Number(await page.locator(".ledger").first().getAttribute("data-ledger"));
  await page.getByRole("group", { name: /The last 20 ledgers/ }).focus();
  await page.keyboard.press("ArrowDown");
  await said.getByText(`Ledger ${seq.toLocaleString("en-US")}, ${shortKey(0)}`).waitFor({ state: "attached" });
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowRight");
  await said.getByText(`Ledger ${(seq - 1).toLocaleString("en-US")}, ${shortKey(1)}: signed`).waitFor({ state: "attached" });
  await page.keyboard.press("Enter");
  await page.waitForFunction((key) => new URL(location.href).searchParams.get("v") === key, validatorKey(1));
  await page.keyboard.press("Tab");
  const heat = page.getByRole("img", { name: /Validations of the last 256 ledgers by 35 trusted validators/ });
  await heat.focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("End");
  await said.getByText(`Ledger ${(seq - 255).toLocaleString("en-US")}`).waitFor({ state: "attached" });
  await page.keyboard.press("Enter");
  await page.waitForFunction((key) => new URL(location.href).searchParams.get("v") !== key, validatorKey(1));
  await end();
});

test("pictures have tables: ledgers with who did not sign, validators with their misses", async () => {
  const { page, end } = await open(network, { still: true });
  await panel(page, "Ledgers").getByRole("button", { name: "Table" }).click();
  await panel(page, "Ledgers").getByRole("columnheader", { name: "Not signed by" }).waitFor();
  const heat = panel(page, "Signatures by validator");
  await heat.getByRole("button", { name: "Table" }).click();
  await heat.getByRole("columnheader", { name: "Missed of 256" }).waitFor();
  const first = await heat.locator("tbody tr").first().innerText();
  assert.match(first, new RegExp(`^${validatorKey(9)}`), "the silent one missed most");
  assert.deepEqual(await violations(page), []);
  await end();
});

test("the network page keeps its subject, and tells when another node sees more", async () => {
  const { daemon, page, end } = await open("xrpl/network");
  await page.waitForFunction(() => new URL(location.href).searchParams.get("node") === "val-1");
  await page.getByRole("button", { name: "Pause strip" }).click();
  daemon.tick = (now) => [["target/xrpl/val-1", "", target(now, "val-1", { state: "failed" })], ...networkPoints(now, "stock-frankfurt", 2)];
  await page.locator('[data-note="viewpoint"]').getByText("val-1 may not follow the network").waitFor();
  assert.equal(await page.getByRole("combobox", { name: "As seen by" }).inputValue(), "val-1");
  await page.getByRole("button", { name: "Go on" }).waitFor();
  await shoot(page, "xrpl-network-viewpoint");
  await page.getByRole("link", { name: "View as stock-frankfurt" }).click();
  await page.locator('[data-note="viewpoint"]').waitFor({ state: "detached" });
  assert.equal(await page.getByRole("combobox", { name: "As seen by" }).inputValue(), "stock-frankfurt");
  await end();
});

test("pages that do not list the problems tell of the worst", async () => {
  const { daemon, page, end } = await open("explore");
  const banner = page.locator('[data-banner="problems"]');
  assert.match(await banner.innerText(), /^val-2 The validator has not proposed for 41 s[\s\S]*since 11:59:\d\d[\s\S]*\+1 more$/);
  assert.deepEqual(await violations(page), []);
  await banner.getByRole("link").click();
  await page.getByRole("heading", { name: "Overview" }).waitFor();
  assert.equal(await banner.count(), 0, "the Overview lists them");
  await page.goto(`${daemon.url}xrpl/validator/val-2`);
  await page.getByText("The validator has not proposed for 41 s").waitFor();
  assert.equal(await banner.count(), 0, "its own page lists them");
  await end();
});

test("what was not heard is neither empty nor waited for, after a loss", async () => {
  const { daemon, page, end } = await open("explore", { still: true });
  daemon.refuseStreams = true;
  daemon.dropStreams();
  await page.locator('[data-live="lost"]').waitFor();
  await page.keyboard.press("g");
  await page.keyboard.press("h");
  await panel(page, "Collectors").getByText("not heard. The live stream is lost.").waitFor();
  assert.equal(await page.getByText("0 rows").count(), 0);
  await page.keyboard.press("g");
  await page.keyboard.press("l");
  await panel(page, "Ledgers").getByText("not heard. The live stream is lost.").waitFor();
  assert.equal(await page.getByText("No ledger yet").count() + await page.getByText("are not known").count() + await page.getByText("has not told its amendments").count(), 0);
  daemon.refuseStreams = false;
  await page.locator(".ledger").first().waitFor();
  await end();
  const never = await startFake(threeNodes);
  never.refuseStreams = true;
  const opened = await openPage(browser, `${never.url}self-health`);
  await opened.page.getByText("Nothing can be shown yet.").waitFor();
  await panel(opened.page, "Collectors").getByText("not heard").waitFor();
  assert.equal(await opened.page.getByText("No node is watched").count(), 0);
  await opened.context.close();
});

test("validators: the best of 30 days first, the negative UNL last; * where the window is not covered", async () => {
  const { page, end } = await open(network, { still: true });
  const table = panel(page, "Validators");
  await table.getByText("99.90").first().waitFor();
  const rows = table.locator("tbody tr");
  const text = await rows.nth(3).innerText();
  // Of 1,000 ledgers validator 3 missed 3: 99.70 %.
  assert.match(text, new RegExp(`${shortKey(3)}[\\s\\S]*99\\.70[^*][\\s\\S]*99\\.70[^*][\\s\\S]*99\\.70\\*`));
  assert.match(await rows.last().innerText(), new RegExp(`${shortKey(7)}[\\s\\S]*negative UNL`));
  assert.match(await table.locator("tr", { hasText: shortKey(9) }).innerText(), /silent[\s\S]*\b900\b/, "900 ledgers behind");
  assert.match(await rows.first().innerText(), /ours/);
  await end();
});

test("validators: the day by the hour as a line, with the worst hour", async () => {
  const { page, end } = await open(network, { still: true });
  const row = panel(page, "Validators").locator("tr", { hasText: shortKey(7) });
  // Of 1,000 ledgers validator 7 missed 7, in each second hour 57.
  await row.getByRole("img", { name: /by the hour: latest 99\.30 %, min 94\.30 %, max 99\.30 %/ }).waitFor();
  assert.match(await row.innerText(), /94\.30/);
  await panel(page, "Validators").screenshot({ path: `${output}/validators-trend.png` });
  await end();
});

test("scores that cannot be asked for leave the table, with the reason", async () => {
  const daemon = await startFake(threeNodes);
  daemon.queryError = "query timed out";
  const { page, context } = await openPage(browser, daemon.url + network);
  const table = panel(page, "Validators");
  await table.getByText("query error: query timed out").waitFor();
  assert.equal(await table.locator("tbody tr").count(), validatorCount);
  daemon.queryError = undefined;
  await table.getByRole("button", { name: "Retry" }).click();
  await table.getByText("99.90").first().waitFor();
  await context.close();
});

test("amendments: what threatens the node first, those in force on demand", async () => {
  const { page, end } = await open(network, { still: true });
  const table = panel(page, "Amendments");
  assert.match((await table.locator("tbody tr").allInnerTexts()).join("\n"), /TokenEscrow\s+has a majority\s+30 of 28\s+2026-11-16 12:00:\d\d\s+(9 d 00 h|8 d 23 h)\s+no\n[\s\S]*SingleAssetVault[\s\S]*FutureThing\s+no majority, unknown to this node/);
  await table.getByLabel("show the 2 in force").check();
  assert.equal(await table.locator("tbody tr").count(), 5);
  await end();
});

test("nothing known is said: no node, no ledgers, no validators, silence", async () => {
  const none = await open("xrpl/network", { scenario: freshInstall });
  await none.page.getByText("No XRPL node configured").waitFor();
  await none.page.goto(`${none.daemon.url}xrpl/validator/nobody`);
  await none.page.getByText("No XRPL node configured").waitFor();
  await none.page.goto(`${none.daemon.url}xrpl`);
  await none.page.getByText("No XRPL node configured").waitFor();
  await none.end();

  const { daemon, page, end } = await open(network, { still: true });
  daemon.advance(120_000);
  await panel(page, "Ledgers").getByText(/^stale: last 12:0/).waitFor();
  await shoot(page, "xrpl-network-stale");
  const gone = [...daemon.rows.values()].filter(([topic]) => topic === "table/xrpl/val-1/validators").map(([topic, key]) => [topic, key]);
  daemon.put([], gone);
  await panel(page, "Ledgers").getByText("The trusted validators are not known.").waitFor();
  daemon.put([], [...daemon.rows.values()].filter(([topic]) => topic === "table/xrpl/val-1/ledgers").map(([topic, key]) => [topic, key]));
  await panel(page, "Ledgers").getByText("No ledger yet").waitFor();
  await page.goto(`${daemon.url}xrpl/network?node=nobody`);
  await page.getByText("No XRPL node is called nobody.").waitFor();
  await end();
});
