// What was higher or lower within a step of a chart: as a band, in the table and in the legend of Explore.
import assert from "node:assert/strict";
import { test } from "node:test";
import { openPage, settled, shoot, startFake, until, violations, withDaemon } from "../support/harness.mjs";
import { threeNodes } from "../support/scenarios.mjs";

const shared = withDaemon(startFake, (daemon) => {
  threeNodes(daemon);
  daemon.peak = 1000;
});
const { open } = shared;

/** Holds the answers for peaks until the returned function is called; the page has taken them when that has ended. */
function holdPeaks(page) {
  let answer;
  shared.daemon.peaksHeld = new Promise((done) => (answer = done));
  return async () => {
    shared.daemon.peaksHeld = undefined;
    const arrived = page.waitForResponse((response) => response.url().endsWith("query_batch"));
    answer();
    await (await arrived).finished();
    await settled(page);
  };
}

const panel = (page, title) => page.locator(".panel-chart", { has: page.getByRole("heading", { name: title, exact: true }) });

for (const [theme, width] of [["light", 1440], ["dark", 390]])
  test(`the peak of a query without live values, of a scaled and of a computed one, ${theme}, ${width} px`, async () => {
    const { page, context, problems } = await open("self-health?from=now-6h&to=now", { theme, width });
    // The longest of a step: max(nodewatch_loop_lag_seconds), some milliseconds and the thousand seconds of the test.
    for (const [title, greatest] of [["Delay of the event loop", /max 16 m 40 s/], ["CPU", /max 100,00\d %/], ["Samples a second", /max 1,6\d\d \/s/]])
      await panel(page, title).getByRole("img", { name: greatest }).waitFor();
    // The least of the greatest is no value of the line: the table has no column for it.
    const chart = panel(page, "Delay of the event loop");
    await chart.getByRole("button", { name: "Actions for" }).click();
    await page.getByRole("button", { name: "Show table" }).click();
    assert.deepEqual((await chart.getByRole("columnheader").allInnerTexts()).map((text) => text.trim()), ["Time", "longest", "longest max"]);
    assert.match(await chart.locator("tbody tr").nth(1).innerText(), /[mµ]s\s+16 m 40 s$/);
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
  await page.getByRole("region", { name: "Series" }).getByText("1,023", { exact: true }).waitFor();
  const [, last, , , greatest] = await cells();
  assert.ok(Number(last) < 30);
  assert.equal(greatest, "1,023");
  await shoot(page, "explore-peaks", false);
  await page.getByRole("button", { name: "Values", exact: true }).click();
  await page.getByRole("columnheader", { name: /max$/ }).waitFor();
  await context.close();
});

test("Explore: peaks of an older expression do not bring its lines back", async () => {
  const { page, context } = await openPage(shared.browser, `${shared.daemon.url}explore?from=now-6h&to=now&refresh=off`);
  const answerPeaks = holdPeaks(page);
  const run = async (expr) => {
    await page.getByLabel("Expression A").fill(expr);
    await page.keyboard.press("Enter");
  };
  const asked = page.waitForRequest((request) => request.url().endsWith("query_batch") && request.postData().includes("xrpl_peer_count"));
  await run('xrpl_peer_count{node="val-1"}');
  await asked;
  await run('xrpl_load_factor{node="val-1"} + 0');
  const names = page.getByRole("region", { name: "Series" }).locator("tbody td:first-child");
  await names.getByText("xrpl_load_factor").waitFor();
  await answerPeaks();
  assert.match(await names.innerText(), /xrpl_load_factor/);
  await context.close();
});

test("lines are shown before their peaks are there", async () => {
  const { page, context } = await openPage(shared.browser, `${shared.daemon.url}self-health?from=now-6h&to=now`);
  const answerPeaks = holdPeaks(page);
  await page.goto(`${shared.daemon.url}self-health?from=now-12h&to=now`);
  const chart = panel(page, "Delay of the event loop");
  await chart.getByRole("img", { name: /max [\d.]+ ms/ }).waitFor();
  await answerPeaks();
  await chart.getByRole("img", { name: /max 16 m 40 s/ }).waitFor();
  await context.close();
});

test("peaks that are refused take no line along", async () => {
  shared.daemon.refusePeaks = true;
  const refused = [];
  const { page, context } = await openPage(shared.browser, `${shared.daemon.url}self-health?from=now-6h&to=now`);
  page.on("response", (response) => response.status() === 503 && refused.push(response.url()));
  for (const path of ["self-health?from=now-12h&to=now", "explore?from=now-6h&to=now&refresh=off&g0.expr=xrpl_peer_count"]) {
    refused.length = 0;
    await page.goto(shared.daemon.url + path);
    await settled(page);
    await until(() => refused.length > 0, "a question for peaks");
    await settled(page);
    assert.ok((await page.getByRole("img", { name: /line chart, \d+ points: / }).count()) > 0);
    assert.equal(await page.locator(".panel-error, [data-error]").count(), 0, path);
  }
  shared.daemon.refusePeaks = false;
  await context.close();
});
