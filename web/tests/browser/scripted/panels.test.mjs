// Every panel in every state, the widgets, the large table.
import assert from "node:assert/strict";
import { test } from "node:test";
import { openPage, shoot, startFake, violations, withDaemon } from "../support/harness.mjs";
import { threeNodes } from "../support/scenarios.mjs";

const shared = withDaemon(startFake, threeNodes);

/** It has no stream and takes the browser's time for that of the daemon, whose values have a hole in each hour. */
async function gallery(options, query = "") {
  const opened = await openPage(shared.browser, `${shared.daemon.url}gallery.html${query}`, { now: shared.daemon.now, ...options });
  await opened.page.locator(".u-wrap").nth(3).waitFor();
  await opened.page.locator(".panel-loading .skeleton").waitFor();
  return opened;
}

for (const theme of ["light", "dark"])
  for (const [size, width] of [["wide", 1440], ["narrow", 390]])
    test(`gallery, ${theme}, ${size}`, async () => {
      const { page, context, problems } = await gallery({ theme, width });
      await shoot(page, `gallery-${theme}-${size}`);
      assert.deepEqual(await violations(page), []);
      assert.deepEqual(problems, []);
      await context.close();
    });

test("each state says what it is", async () => {
  const { page, context } = await gallery({});
  const panel = (state) => page.locator(`[data-state="${state}"].panel`).first();
  const text = (state) => panel(state).innerText();
  assert.match(await text("ok"), /the picture/);
  assert.equal(await panel("loading").getByRole("img", { name: "Loading" }).count(), 1);
  assert.match(await text("empty"), /No samples yet/);
  assert.match(await text("unconfigured"), /No Bitcoin node configured[\s\S]*network: bitcoin/);
  assert.match(await text("stale"), /stale: last 12:00:00|stale: last 11:56:00/);
  assert.match(await text("stale"), /4 m 00 s ago[\s\S]*Connection refused[\s\S]*the picture/);
  assert.match(await text("error"), /query error: query timed out[\s\S]*the picture/);
  await panel("error").getByRole("button", { name: "Retry" }).click();
  assert.equal(await page.locator("body").getAttribute("data-retried"), "yes");
  await context.close();
});

test("a stale tile has no verdict, an unknown one no number", async () => {
  const { page, context } = await gallery({});
  const tile = (label) => page.locator(".tile", { has: page.getByText(label, { exact: true }) });
  assert.equal(await tile("Fine").locator(".level-ok").count(), 1);
  assert.equal(await tile("Warning").locator(".level-warn").count(), 1);
  assert.equal(await tile("Stale").locator(".level-ok").count(), 0);
  assert.match(await tile("Stale").innerText(), /last .* ago/);
  assert.match(await tile("No value").innerText(), /–/);
  await context.close();
});

test("a table of 5,000 rows has few in the page, sorts, filters and keeps that in the address", async () => {
  const { page, context } = await gallery({});
  const table = page.getByRole("region", { name: "Large" });
  assert.ok((await table.locator("tbody tr").count()) < 60);
  await table.getByRole("button", { name: "Score" }).click();
  await page.waitForFunction(() => location.search.includes("large.sort=score"));
  await table.getByRole("button", { name: "Score" }).click();
  await page.waitForFunction(() => location.search.includes("large.sort=-score"));
  assert.equal(await table.locator("th[aria-sort=descending]").count(), 1);
  await page.getByRole("searchbox", { name: "Filter Large" }).fill("node-4999");
  await page.getByText("1 of 5000 rows").waitFor();
  await page.getByRole("searchbox", { name: "Filter Large" }).fill("");
  await table.evaluate((element) => element.scrollTo(0, element.scrollHeight));
  await table.locator('tr[aria-rowindex="5001"]').waitFor();
  await context.close();
});

test("a chart by keyboard, its table and its file", async () => {
  const { page, context } = await gallery({});
  const panel = page.locator(".panel-chart", { has: page.getByRole("heading", { name: "Peers from the daemon" }) });
  const chart = panel.getByRole("img", { name: /Peers from the daemon, line chart, \d+ points: peers (latest|last)/ });
  await chart.focus();
  await page.keyboard.press("Home");
  assert.match(await panel.locator(".legend-time").innerText(), /^\d\d:\d\d:\d\d$/);
  await page.keyboard.press("b");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("b");
  await page.waitForFunction(() => /from=\d+&to=\d+/.test(location.search));
  await panel.getByRole("button", { name: "Actions for Peers from the daemon" }).click();
  const download = page.waitForEvent("download");
  await panel.getByRole("button", { name: "Download CSV" }).click();
  assert.equal((await download).suggestedFilename(), "Peers_from_the_daemon.csv");
  await panel.getByRole("button", { name: "Actions for Peers from the daemon" }).click();
  await panel.getByRole("button", { name: "Show table" }).click();
  await panel.getByRole("columnheader", { name: "peers" }).waitFor();
  await context.close();
});
