// A node that was never reached, watched by the program itself: what nobody counted is unknown, not 0.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { openPage, settled, shoot, startBrowser, until } from "../support/harness.mjs";
import { startReal } from "../support/real_daemon.mjs";

const folder = mkdtempSync(join(tmpdir(), "nodewatch-never-"));
let browser, daemon;
before(async () => {
  browser = await startBrowser();
  const config = join(folder, "nodewatch.yaml");
  // Nobody listens on port 1.
  writeFileSync(config, `data_dir: ${folder}\ntargets:\n  - network: xrpl\n    name: never\n    websocket: ws://127.0.0.1:1\n    http: http://127.0.0.1:1\n`);
  daemon = await startReal({}, ["run", "--config", config]);
});
after(() => rmSync(folder, { recursive: true, force: true }));

test("rates and counts of a node that was never reached are unknown", async () => {
  const { page, context } = await openPage(browser, `${daemon.url}xrpl/validator/never?from=now-5m&to=now`);
  await settled(page);
  await page.locator('.headline-state[data-level="crit"]').waitFor();
  const panel = (title) => page.locator(".panel-chart", { has: page.getByRole("heading", { name: title, exact: true }) });
  // A rate needs two samples of a counter: before there are some, the test would say nothing.
  const query = `${daemon.url}api/v1/query?query=${encodeURIComponent("count_over_time(xrpl_validations_total[1m])")}`;
  let samples = 0;
  const timer = setInterval(async () => {
    const { data } = await (await fetch(query)).json();
    samples = Number(data?.result[0]?.value[1] ?? 0);
  }, 500);
  await until(() => samples >= 3, "three samples of the counters").finally(() => clearInterval(timer));
  await page.reload();
  await settled(page);
  for (const title of ["Validations and ledgers a minute", "Restarts and state changes"]) {
    await panel(title).getByText("No samples in this time range.").waitFor();
    assert.equal(await panel(title).locator(".legend").count(), 0, title);
  }
  await shoot(page, "xrpl-never-reached");
  await context.close();
});
