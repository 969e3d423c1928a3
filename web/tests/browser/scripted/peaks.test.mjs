// What was higher or lower within a step of a chart: as a band, in the table and in the legend of Explore.
import assert from "node:assert/strict";
import { test } from "node:test";
import { shoot, startFake, violations, withDaemon } from "../support/harness.mjs";
import { threeNodes } from "../support/scenarios.mjs";

const { open } = withDaemon(startFake, (daemon) => {
  threeNodes(daemon);
  daemon.peak = 1000;
});

const panel = (page, title) => page.locator(".panel-chart", { has: page.getByRole("heading", { name: title, exact: true }) });

for (const [theme, width] of [["light", 1440], ["dark", 390]])
  test(`the peak of a query without live values, of a scaled and of a computed one, ${theme}, ${width} px`, async () => {
    const { page, context, problems } = await open("self-health?from=now-6h&to=now", { theme, width });
    // The longest of a step: max(nodewatch_loop_lag_seconds), some milliseconds and the thousand seconds of the test.
    for (const [title, greatest] of [["Delay of the event loop", /max 16 m 40 s/], ["CPU", /max 100,00\d %/], ["Samples a second", /max 1,6\d\d \/s/]])
      assert.match(await panel(page, title).getByRole("img", { name: /line chart/ }).getAttribute("aria-label"), greatest, title);
    const chart = panel(page, "Delay of the event loop");
    await chart.getByRole("button", { name: "Actions for" }).click();
    await page.getByRole("button", { name: "Show table" }).click();
    assert.deepEqual((await chart.getByRole("columnheader").allInnerTexts()).map((text) => text.trim()), ["Time", "longest", "longest min", "longest max"]);
    assert.match(await chart.locator("tbody tr").nth(1).innerText(), /[mµ]s\s+[\d.]+ [mµ]s\s+16 m 40 s$/);
    await shoot(page, `health-peaks-${theme}-${width}`);
    // The head of the page lies over what is scrolled below it.
    await page.evaluate(() => scrollTo(0, 0));
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(problems, []);
    await context.close();
  });

test("Explore: a selector has its peaks, also in the list of series", async () => {
  const { page, context } = await open(`explore?from=now-6h&to=now&refresh=off&g0.expr=${encodeURIComponent('xrpl_peer_count{node="val-1"}')}`);
  const cells = () => page.getByRole("region", { name: "Series" }).locator("tbody td").allInnerTexts();
  const [, last, , , greatest] = await cells();
  assert.ok(Number(last) < 30);
  assert.equal(greatest, "1,023");
  await shoot(page, "explore-peaks", false);
  await page.getByRole("button", { name: "Values", exact: true }).click();
  await page.getByRole("columnheader", { name: /max$/ }).waitFor();
  await context.close();
});
