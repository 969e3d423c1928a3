// The last ledgers of the network: strip, heat map and their tables; what a miss, a fork and a gap look like.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { output, shoot, violations } from "../support/harness.mjs";
import { target } from "../support/scenarios.mjs";
import { hash, ledgerRow, validatorCount, validatorKey } from "../support/xrpl_tables.mjs";
import { column, network, nextSeq, open, panel, shortKey } from "../support/xrpl_pages.mjs";

test("the strip is live: a ledger, those who did not sign it, a fork", async () => {
  const { daemon, page, problems, end } = await open(network, { still: true });
  const seq = nextSeq(daemon);
  const all = Array.from({ length: validatorCount }, (_, i) => i);
  // However slow the page is, their time is not over.
  daemon.put([ledgerRow("val-1", seq, { arrived: daemon.now + 60_000 }, all.slice(0, 10))]);
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
  const seq = nextSeq(daemon);
  daemon.put([ledgerRow("val-1", seq, { arrived: daemon.now - 60_000 }, [1, 2])]);
  await column(page, seq).waitFor();
  assert.equal(await column(page, seq).locator(".square-missing").count(), 0);
  assert.equal(await column(page, seq).locator(".square-unknown").count(), 33);
  await end();
});

test("ledgers that were not seen are marked in the strip, and nobody is charged beside them", async () => {
  const { daemon, page, end } = await open(network, { still: true });
  const before = nextSeq(daemon) - 1, seq = before + 4;
  const most = Array.from({ length: 34 }, (_, i) => i);
  daemon.put([ledgerRow("val-1", seq, { arrived: daemon.now - 60_000 }, most), ledgerRow("val-1", seq + 1, { arrived: daemon.now - 56_000 }, most)]);
  await column(page, seq).getByText("3 unseen").waitFor();
  assert.equal(await page.locator(".unseen").count(), 1);
  assert.equal(await column(page, seq).locator(".square-missing").count(), 0);
  assert.equal(await column(page, seq + 1).locator(".square-missing").count(), 1, "that one was watched from its beginning");
  await page.getByRole("group", { name: /The last 20 ledgers/ }).focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await page.locator('[aria-live="polite"]').getByText("3 ledgers before it not seen").waitFor({ state: "attached" });
  await panel(page, "Ledgers").screenshot({ path: `${output}/strip-gap.png` });
  assert.deepEqual(await violations(page), []);
  await panel(page, "Ledgers").getByRole("button", { name: "Table" }).click();
  assert.match(await panel(page, "Ledgers").locator("tbody tr").nth(1).innerText(), /\b3\s+\d+$/);
  await end();
});

test("every table gives its rows as a file, with times that name their zone", async () => {
  const { page, end } = await open(network, { still: true });
  await panel(page, "Ledgers").getByRole("button", { name: "Table" }).click();
  await panel(page, "Signatures by validator").getByRole("button", { name: "Table" }).click();
  const file = async (name) => {
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: `CSV of ${name}` }).click()]);
    return readFileSync(await download.path(), "utf8").trim().split("\r\n");
  };
  const ledgers = await file("Ledgers");
  assert.equal(ledgers.length, 21);
  assert.match(ledgers[1], /^\d+,2026-11-21T1[12]:\d\d:\d\d\.\d{3}Z,/);
  assert.match((await file("Missed ledgers"))[0], /^Validator,Missed of 256,Which$/);
  assert.match((await file("Amendments"))[1], /^\w+,[^,]*,\d*,(2026-[\dT:.-]+Z)?,(2026-[\dT:.-]+Z)?,/);
  await page.getByRole("link", { name: "Page of this node" }).click();
  assert.match((await file("Validator lists"))[0], /^What,Publisher or site,Expires in,State$/);
  await end();
});

test("the strip pauses by itself, and stands still when the stream is lost", async () => {
  const { daemon, page, end } = await open(network, { still: true });
  const seq = nextSeq(daemon);
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
