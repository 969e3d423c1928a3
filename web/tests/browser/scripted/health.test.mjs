// What the Health page tells of the history's disk, of its series and of the log.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { openPage, settled, startBrowser, startFake, until, violations } from "../support/harness.mjs";
import { hostileName, threeNodes } from "../support/scenarios.mjs";

let browser;
before(async () => { browser = await startBrowser(); });

async function open(prepare = () => {}, options = {}, query = "") {
  const daemon = await startFake(threeNodes);
  prepare(daemon);
  const opened = await openPage(browser, `${daemon.url}self-health${query}`, options);
  await settled(opened.page);
  const end = () => opened.context.close();
  return { ...opened, daemon, end };
}

const panel = (page, title) => page.locator(`[data-panel="${title}"]`);

test("storage: growth a day, sizes to come and days until the disk is full", async () => {
  const { page, problems, end } = await open();
  // 60 bytes a second more in the file: 4.94 MiB a day, 148 MiB in 30 days; 1,000 less free of 4e9: 46.3 days.
  const text = (await panel(page, "Storage").innerText()).replace(/\s+/g, " ");
  assert.match(text, /Size of the history 290 MiB It grows by \+4\.94 MiB a day In 30 days 438 MiB In a year 2\.05 GiB/);
  assert.match(text, /Free on its disk 3\.73 GiB of 7\.45 GiB Free space changes by -82\.4 MiB a day Disk full in 46 days/);
  assert.match(text, /last 7\.0 days/);
  assert.deepEqual(problems, []);
  await end();
});

test("storage: without history the forecast is unknown, not never", async () => {
  const { page, end } = await open((daemon) => { daemon.emptyHistory = true; });
  const text = (await panel(page, "Storage").innerText()).replace(/\s+/g, " ");
  assert.match(text, /It grows by unknown In 30 days unknown In a year unknown .* Disk full in unknown The forecast needs a day of history/);
  await end();
});

test("series by metric, each a way to Explore", async () => {
  const { page, end } = await open();
  const row = page.getByRole("region", { name: "Series by metric" }).locator("tbody tr").first();
  assert.match((await row.innerText()).replace(/\s+/g, " "), /xrpl_validator_ledgers_agreed_total 105 2\.2 %/);
  await row.getByRole("link").click();
  await page.waitForFunction(() => location.search.includes("g0.expr=xrpl_validator_ledgers_agreed_total"));
  await end();
});

for (const [theme, width] of [["light", 1440], ["dark", 390]])
  test(`the log: newest first, new lines come, trouble alone is in the address, ${theme}, ${width} px`, async () => {
    const { page, daemon, problems, end } = await open(undefined, { theme, width });
    const rows = panel(page, "Log").locator("tbody tr");
    assert.match(await rows.first().innerText(), /error[\s\S]*No space left on device/);
    daemon.logLines = [...daemon.logLines, { t: daemon.now, level: "warn", component: "app", text: hostileName }];
    await panel(page, "Log").getByText("<img src=x onerror").waitFor();
    assert.equal(await page.evaluate(() => globalThis.hacked), undefined);
    await panel(page, "Log").getByRole("button", { name: "Warnings and errors" }).click();
    await page.waitForFunction(() => location.search.includes("log.level=warn"));
    assert.equal(await rows.count(), 3);
    await panel(page, "Log").getByRole("searchbox", { name: "Filter Log" }).fill("val-2");
    await panel(page, "Log").getByText("1 of 3 rows").waitFor();
    await page.screenshot({ path: `${new URL("../../../../build/browser", import.meta.url).pathname}/health-${theme}.png`, fullPage: true });
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(problems, []);
    await end();
  });

test("what cannot be asked for says so in its panel", async () => {
  const { page, daemon, end } = await open((d) => { d.logLines = undefined; });
  await panel(page, "Log").getByText("no such path: api/log").waitFor();
  daemon.logLines = [];
  await panel(page, "Log").getByRole("button", { name: "Retry" }).click();
  await panel(page, "Log").getByText("Nothing was logged since the start.").waitFor();
  await end();
});

test("a paused page asks nothing, and asks when it goes on", async () => {
  const { page, daemon, end } = await open();
  await page.clock.install();
  await page.reload();
  await settled(page);
  const asked = () => daemon.requests.filter((line) => line.includes("api/log")).length;
  const before = asked();
  await page.clock.fastForward(6000);
  await until(() => asked() > before, "the log each 5 s");
  await page.keyboard.press("p");
  await page.locator('[data-live="paused"]').waitFor();
  const held = asked();
  await page.clock.fastForward(60_000);
  await page.evaluate(() => fetch("api/v1/status/buildinfo"));
  assert.equal(asked(), held);
  await page.keyboard.press("p");
  await until(() => asked() > held, "what was not asked meanwhile");
  await end();
});
