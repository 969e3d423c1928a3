// Values that grow old while others beside them go on, and ranges that begin at a date and go on.
import assert from "node:assert/strict";
import { test } from "node:test";
import { output, settled, shoot, violations } from "../support/harness.mjs";
import { threeNodes } from "../support/scenarios.mjs";
import { network, open, panel } from "../support/xrpl_pages.mjs";
import { networkPoints } from "../support/xrpl_tables.mjs";

const only = (measurement) => (now) => networkPoints(now, "val-1", 0).filter(([topic]) => topic.endsWith(`/${measurement}`));

test("fees: each row is as fresh as its own poll", async () => {
  const { daemon, page, end } = await open(network);
  const fees = panel(page, "Fees and reserves");
  const row = (name) => fees.locator(".facts > div", { has: page.getByText(name, { exact: true }) });
  assert.equal(await row("Median of the last ledger").locator("dd").innerText(), "5,000 drops");
  assert.equal(await fees.locator("s").count(), 0);
  daemon.tick = only("xrpl_ledger");
  daemon.advance(40_000);
  // All rows of the poll of the fees, once the next ledger is there.
  await page.waitForFunction(() => document.querySelectorAll(".facts s").length === 4);
  await row("Median of the last ledger").locator("s").waitFor();
  assert.equal(await row("Base fee of a transaction").locator("dd").innerText(), "10 drops");
  assert.equal(await row("Base fee of a transaction").locator("s").count(), 0, "ledgers go on");
  assert.equal(await fees.getAttribute("data-state"), "ok");
  await fees.screenshot({ path: `${output}/fees-stale.png` });
  await end();
});

test("how agreement is counted: what is known, and from when once it stopped", async () => {
  const { daemon, page, end } = await open("xrpl/validator/val-1");
  await page.getByRole("button", { name: "How is this counted?" }).click();
  const row = page.locator(".counted tr", { has: page.getByRole("rowheader", { name: "24 h" }) });
  assert.match(await row.innerText(), /9,071\s+1\s+0\s+10 h 04 m \(42\.0 %\)/);
  assert.equal(await page.locator(".counted caption").count(), 0);
  daemon.tick = only("xrpl_state");
  daemon.advance(60_000);
  await page.locator(".counted caption", { hasText: /stale: last 2026-11-21 12:00:/ }).waitFor();
  assert.deepEqual(await violations(page), []);
  await end();
});

test("Explore tells the age of a last value, in the legend and in the list", async () => {
  // Each hour has a hole from minute 25 to 30.
  const scenario = (daemon) => { threeNodes(daemon); daemon.jump = 27 * 60_000; };
  const { page, end } = await open(`explore?from=now-1h&to=now&g0.expr=${encodeURIComponent('xrpl_peer_count{node="val-1"}')}`, { scenario });
  await page.locator(".legend").getByText(/^last 12:25:00, 2 m \d\d s ago$/).waitFor();
  await page.getByRole("region", { name: "Series" }).getByText(/^\d\d, 2 m \d\d s ago$/).waitFor();
  await shoot(page, "explore-last", false);
  assert.deepEqual(await violations(page), []);
  await end();
});

for (const [theme, width] of [["light", 1440], ["dark", 390]])
  test(`a range since a date follows now, and says so, ${theme}, ${width} px`, async () => {
    const { daemon, page, end } = await open("?from=2026-11-21T11:57:00Z&to=now&compare=xrpl_peer_count", { still: true, theme, width });
    await page.getByRole("button", { name: /Since 2026-11-21 11:57:00, follows now/ }).waitFor();
    const chart = page.locator(".panel-chart", { has: page.getByRole("heading", { name: "val-1" }) });
    const points = async () => Number(/(\d+) points/.exec(await chart.getByRole("img").getAttribute("aria-label"))[1]);
    const before = await points();
    daemon.advance(60_000);
    daemon.put([["points/xrpl/val-1/xrpl_server_info", "", { t: daemon.now, i: 5000, v: { xrpl_peer_count: 777 } }]]);
    await chart.locator(".legend").getByText("777").waitFor();
    assert.ok((await points()) >= before + 60, "steps of a second were added, none left out");
    await page.evaluate(() => scrollTo(0, 0));
    await shoot(page, `overview-since-${theme}`);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0);
    assert.deepEqual(await violations(page), []);
    // Twice as many steps as a picture has: it is loaded anew with longer ones, from the same beginning.
    daemon.advance(15 * 60_000);
    await page.waitForFunction(() => [...document.querySelectorAll('[aria-label*=" points"]')].every((e) => Number(/(\d+) points/.exec(e.getAttribute("aria-label"))[1]) < 400));
    await settled(page);
    await end();
  });

test("a picture that grows in a hidden tab stays bounded, and is loaded anew once it is seen", async () => {
  const { daemon, page, end } = await open("?from=2026-11-21T11:57:00Z&to=now&compare=xrpl_peer_count", { still: true });
  const chart = page.locator(".panel-chart", { has: page.getByRole("heading", { name: "val-1" }) });
  const hide = (hidden) => page.evaluate((hidden) => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
    document.dispatchEvent(new Event("visibilitychange"));
  }, hidden);
  await hide(true);
  daemon.advance(3_600_000);
  daemon.put([["points/xrpl/val-1/xrpl_server_info", "", { t: daemon.now, i: 5000, v: { xrpl_peer_count: 777 } }]]);
  // Of 360 steps; an hour has 3,600 of a second.
  await chart.getByRole("img", { name: /, 720 points/ }).waitFor();
  await hide(false);
  await page.waitForFunction(() => [...document.querySelectorAll('[aria-label*=" points"]')].every((e) => Number(/(\d+) points/.exec(e.getAttribute("aria-label"))[1]) < 400));
  await settled(page);
  await end();
});
