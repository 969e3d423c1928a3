// The pages of XRPL: a node, the network, live; marks, keys, scores, and what is said when nothing is known.
import assert from "node:assert/strict";
import { test } from "node:test";
import { goTo, openPage, output, shoot, startFake, violations } from "../support/harness.mjs";
import { freshInstall, target, threeNodes } from "../support/scenarios.mjs";
import { ledgerRow, networkPoints, validatorCount, validatorKey } from "../support/xrpl_tables.mjs";
import { network, nextSeq, open, panel, shortKey, theBrowser } from "../support/xrpl_pages.mjs";

test("the list leads to a node, the node to the network as it sees it", async () => {
  const { page, problems, end } = await open("?from=now-6h&to=now");
  await goTo(page, "x");
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
  const seq = nextSeq(daemon) - 1;
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

test("in lists, agreement is marked when its window is not covered", async () => {
  const { page, end } = await open("xrpl");
  // 24 h: 0.42 of it, as networkPoints tells; the hour is covered.
  const row = page.locator("tbody tr", { has: page.getByRole("link", { name: "val-1" }) });
  assert.match(await row.innerText(), /99\.89 %\s+99\.\d+ % \*10 h/);
  await page.getByText("*10 h: of that window").waitFor();
  await shoot(page, "xrpl-nodes-coverage");
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
  await goTo(page, "h");
  await panel(page, "Collectors").getByText("not heard. The live stream is lost.").waitFor();
  assert.equal(await page.getByText("0 rows").count(), 0);
  await goTo(page, "l");
  await panel(page, "Ledgers").getByText("not heard. The live stream is lost.").waitFor();
  assert.equal(await page.getByText("No ledger yet").count() + await page.getByText("are not known").count() + await page.getByText("has not told its amendments").count(), 0);
  daemon.refuseStreams = false;
  await page.locator(".ledger").first().waitFor();
  await end();
  const never = await startFake(threeNodes);
  never.refuseStreams = true;
  const opened = await openPage(await theBrowser(), `${never.url}self-health`);
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
  assert.match(text, new RegExp(`${shortKey(3)}[\\s\\S]*99\\.70[^*][\\s\\S]*99\\.70[^*][\\s\\S]*99\\.70 \\*6 d`));
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
  const { page, context } = await openPage(await theBrowser(), daemon.url + network);
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
  daemon.tick = () => [];
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
