// A host and scrape targets, by the program itself: it scrapes the metrics of another of itself, and a port where nobody is.
import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { before, test } from "node:test";
import { openPage, settled, shoot, startBrowser, violations } from "../support/harness.mjs";
import { startReal } from "../support/real_daemon.mjs";
import { panel } from "../support/xrpl_pages.mjs";

let browser, daemon, scraped;
before(async () => {
  browser = await startBrowser();
  scraped = await startReal({});
  const folder = mkdtempSync(join(tmpdir(), "nodewatch-"));
  const instance = new URL(scraped.url).host;
  writeFileSync(join(folder, "nodewatch.yaml"), `data_dir: ${folder}
targets:
  - network: host
scrape:
  global: {scrape_interval: 5s, scrape_timeout: 5s}
  scrape_configs:
    - job_name: team/own v2
      static_configs: [{targets: ["${instance}"], labels: {rack: a1}}]
    - job_name: nobody
      static_configs: [{targets: ["127.0.0.1:1"]}]
`);
  daemon = await startReal({}, ["run", "--config", join(folder, "nodewatch.yaml")]);
});

const tile = (page, label) => page.locator(".tile", { has: page.getByText(label, { exact: true }) });
async function open(path) {
  const opened = await openPage(browser, daemon.url + path);
  await settled(opened.page);
  return opened;
}

test("the host: its figures are there, and those that it does not tell have no panel", async () => {
  const { page, problems, context } = await open("host?from=now-5m&to=now");
  await page.getByRole("link", { name: hostname(), exact: true }).click();
  await page.getByRole("heading", { name: hostname(), exact: true }).waitFor();
  await page.locator(".page-head").getByText(/ · Linux \d/).waitFor();
  for (const label of ["CPU", "Load", "Memory", "Fullest file system", "Open files", "Up for"]) await tile(page, label).getByText(/^\d/).first().waitFor({ timeout: 180_000 });
  await panel(page, "File systems").first().locator("tbody tr").first().waitFor();
  await panel(page, "CPU by core").getByRole("img", { name: /^CPU by core: \d+ rows/ }).waitFor({ timeout: 180_000 });
  assert.equal(await page.getByRole("heading", { name: "Sockets" }).count(), 0, "by default they are not told");
  await page.waitForFunction(() => [...document.querySelectorAll(".panel-chart")].length > 8);
  await shoot(page, "host-real");
  assert.deepEqual(await violations(page), []);
  assert.deepEqual(problems, []);
  await context.close();
});

test("targets: one that is up under a name with separators, one that is down and says why", async () => {
  const { page, problems, context } = await open("scrape?from=now-5m&to=now");
  await panel(page, "Jobs").locator("tr", { hasText: "team/own v2" }).getByText("1 of 1").waitFor();
  await panel(page, "Targets").locator("tr", { hasText: "nobody" }).getByText(/refused the connection/).waitFor();
  await panel(page, "Targets").locator("tr", { hasText: "team/own v2" }).getByText('rack="a1"').waitFor();
  await page.getByRole("link", { name: new URL(scraped.url).host }).click();
  await page.getByRole("heading", { name: `team/own v2/${new URL(scraped.url).host}` }).waitFor();
  await page.locator('.headline-state[data-level="ok"]').getByText("up", { exact: true }).waitFor();
  await tile(page, "Samples").getByText(/^\d/).first().waitFor();
  await page.reload();
  await page.getByRole("heading", { name: `team/own v2/${new URL(scraped.url).host}` }).waitFor();
  // What was scraped can be asked for.
  await panel(page, "Metrics").getByRole("searchbox").fill("nodewatch_build");
  await panel(page, "Metrics").locator("tbody a").first().click();
  await page.getByRole("heading", { name: "Explore" }).waitFor();
  await page.locator(".legend-item").first().waitFor();
  assert.deepEqual(problems, []);
  await context.close();
});
