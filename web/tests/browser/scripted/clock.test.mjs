// The browser's clock may be wrong: ages and ranges are those of the daemon.
import assert from "node:assert/strict";
import { test } from "node:test";
import { openPage, settled, startBrowser, startFake } from "../support/harness.mjs";
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
