// Ages and ranges are those of the daemon's clock; days and dates those of the reader's zone.
import assert from "node:assert/strict";
import { test } from "node:test";
import { openPage, settled, startBrowser, startFake, until } from "../support/harness.mjs";
import { threeNodes } from "../support/scenarios.mjs";

test("charts ask for the daemon's last hour, not the browser's", async () => {
  const browser = await startBrowser();
  const daemon = await startFake(threeNodes);
  const starts = [];
  daemon.onBatch = ({ start, end }) => starts.push([start, end]);
  const { page } = await openPage(browser, `${daemon.url}self-health`);
  await settled(page);
  assert.ok(starts.length > 0);
  for (const [start, end] of starts) {
    assert.ok(Math.abs(end - daemon.now / 1000) < 60, `a query ends ${end - daemon.now / 1000} s from the daemon's now`);
    assert.ok(start < end);
  }
  assert.equal(await page.locator(".tile[data-state=stale]").count(), 0);
  await browser.close();
  await daemon.close();
});

test("charts wait for the daemon's clock, also when its first word is late", async () => {
  const browser = await startBrowser();
  const daemon = await startFake(threeNodes);
  const ends = [];
  daemon.onBatch = ({ end }) => ends.push(end);
  let speak;
  daemon.streamHeld = new Promise((done) => (speak = done));
  const page = await browser.newPage();
  const yesterday = daemon.now - 86_400_000;
  await page.clock.install({ time: yesterday });
  await page.clock.pauseAt(yesterday + 1000);
  await page.goto(`${daemon.url}self-health`);
  await page.clock.runFor(5000);
  speak();
  await page.clock.resume();
  await settled(page);
  assert.ok(ends.length > 0);
  for (const end of ends) assert.ok(Math.abs(end - daemon.now / 1000) < 60, `a query ends ${end - daemon.now / 1000} s from the daemon's now`);
  await browser.close();
  await daemon.close();
});

test("a date in the address is one of the zone that is shown, and the page names the zone", async () => {
  const browser = await startBrowser();
  const daemon = await startFake(threeNodes);
  let starts = [];
  daemon.onBatch = ({ start }) => starts.push(start);
  const { page } = await openPage(browser, `${daemon.url}self-health?from=2026-11-21&to=2026-11-21T06:00`, { zone: "America/New_York" });
  await settled(page);
  const button = page.locator("#range-button");
  const label = async () => (await button.innerText()).replace(/\s+/g, " ");
  assert.equal(await label(), "2026-11-21 00:00:00 – 2026-11-21 06:00:00 UTC-5");
  // Midnight in New York; some panels have ranges of their own.
  const midnight = Date.UTC(2026, 10, 21, 5) / 1000;
  assert.ok(starts.includes(midnight), String(starts));
  assert.ok(!starts.includes(midnight - 5 * 3600), String(starts));
  starts = [];
  await button.click();
  await page.getByRole("button", { name: "Time zone: local" }).click();
  await until(() => starts.includes(midnight - 5 * 3600), "queries from midnight UTC");
  assert.equal(await label(), "2026-11-21 00:00:00 – 2026-11-21 06:00:00 UTC");
  await browser.close();
  await daemon.close();
});
