// The pages of scrape targets: names with separators, jobs, states, two hundred of them, one target and its series.
import assert from "node:assert/strict";
import { test } from "node:test";
import { goTo, shoot, violations } from "../support/harness.mjs";
import { checkLooks } from "../support/looks.mjs";
import { freshInstall, segment } from "../support/scenarios.mjs";
import { manyTargets, scrapeTargets, targetRows, targetsOfFile, targetsOfPlainFile } from "../support/scrape_tables.mjs";
import { open as openPage, panel } from "../support/xrpl_pages.mjs";

const open = (path, options) => openPage(path, { scenario: scrapeTargets, ...options });
const one = `scrape/${encodeURIComponent("node/127.0.0.1:9100")}`;
const targets = (page) => panel(page, "Targets").locator("tbody tr:not(.spacer)");
const tile = (page, label) => page.locator(".tile", { has: page.getByText(label, { exact: true }) });

checkLooks(open, [["scrape", "scrape"], ["scrape-target", one], ["scrape-target-down", `scrape/${encodeURIComponent("node/10.0.0.9:9100")}`]]);

test("g s leads to the targets: the worst first, with all that was told of each", async () => {
  const { page, end } = await open("", { still: true });
  await goTo(page, "s");
  await page.getByRole("heading", { name: "Scrape targets" }).waitFor();
  await page.getByRole("cell", { name: "3.40 s" }).last().waitFor();
  await targets(page).first().getByText('rack="b2"').waitFor();
  const rows = await targets(page).allInnerTexts();
  assert.match(rows[0], /10\.0\.0\.9:9100\s+node\s+down\s+\d+ s ago\s+–\s+5 s\s+–\s+–\s+–\s+cannot connect to 10\.0\.0\.9:9100: connection refused\s+rack="b2"/);
  assert.match(rows[1], /10\.0\.0\.7\s+blackbox\s+starting/);
  assert.match(rows.join("\n"), /127\.0\.0\.1:9100\s+node\s+up\s+\d+ s ago\s+13\.10 ms\s+5 s\s+500 of 512\s+0\s+60\.0 KiB[\s\S]*rack="a1", env="production"/);
  assert.match(await tile(page, "Up").innerText(), /3\s+of 5 targets, 1 down/);
  assert.match(await tile(page, "Samples stored").innerText(), /300\s+\/s/);
  await panel(page, "Targets").locator("tr", { hasText: "[2001:db8::1]:8080" }).getByRole("img", { name: "warning" }).waitFor();
  await end();
});

test("jobs with their counts; a job, a state and words narrow the targets down, and the address keeps them", async () => {
  const { page, end } = await open("scrape", { still: true });
  assert.match((await panel(page, "Jobs").locator("tbody tr").allInnerTexts()).join("\n"), /node\s+1 of 2\s+1\s+0\s+100 \/s\s+13\.10 ms\n[\s\S]*blackbox\s+0 of 1\s+0\s+1[\s\S]*team\/api v2\s+2 of 2\s+0\s+0\s+200 \/s\s+3\.40 s/);
  const shows = (rows) => panel(page, "Targets").getByText(rows, { exact: true }).waitFor();
  await page.getByRole("button", { name: "team/api v2" }).click();
  await shows("2 rows");
  assert.match(page.url(), /[?&]job=team%2Fapi\+v2/);
  await page.reload();
  await shows("2 rows");
  await panel(page, "Targets").getByRole("button", { name: "show all" }).click();
  await page.getByRole("button", { name: "Down 1" }).click();
  await shows("1 row");
  await page.getByRole("button", { name: "All 5" }).click();
  await panel(page, "Targets").getByRole("searchbox").fill("production");
  await shows("1 of 5 rows");
  await end();
});

test("no job is shown that does not exist, at no time while the page loads", async () => {
  const { page, end } = await open("scrape", { still: true });
  await page.addInitScript(() => {
    globalThis.jobsShown = new Set();
    new MutationObserver(() => document.querySelectorAll('[data-panel="Jobs"] .link-button').forEach((job) => globalThis.jobsShown.add(job.textContent.trim()))).observe(document, { subtree: true, childList: true, characterData: true });
  });
  await page.reload();
  await panel(page, "Jobs").getByRole("button", { name: "team/api v2" }).waitFor();
  assert.deepEqual(await page.evaluate(() => [...globalThis.jobsShown].sort()), ["blackbox", "node", "team/api v2"]);
  await end();
});

test("a file written for Prometheus is no target, but what it leaves out is told", async () => {
  const { page, end } = await open("scrape", { still: true, scenario: targetsOfFile });
  await page.getByText("job 'pods' is not scraped: kubernetes_sd_configs").last().waitFor();
  await page.getByText("these keys have no effect here: alerting").waitFor();
  assert.match(await tile(page, "Up").innerText(), /2\s+of 2 targets, 0 down/);
  assert.equal(await targets(page).count(), 2);
  await goTo(page, "o");
  await page.getByText("read in part; not all of it is scraped").waitFor();
  await page.getByText("1 problem · 2 nodes").waitFor();
  await end();
});

test("a file of which all is scraped is no node on the overview, neither well nor ill", async () => {
  const { page, end } = await open("", { still: true, scenario: targetsOfPlainFile });
  await page.getByText("No problems · 2 nodes").waitFor();
  assert.equal(await page.locator("[data-node]").count(), 2);
  assert.equal(await page.getByRole("region", { name: "Compare" }).getByText("configuration/").count(), 0);
  const line = page.getByRole("listitem").filter({ hasText: "read; some of its keys have no effect here" });
  assert.equal(await line.getByRole("img", { name: "info" }).count(), 1);
  await shoot(page, "overview-file");
  await line.getByRole("link", { name: "configuration//etc/prometheus/prometheus.yml" }).click();
  await page.getByText("these keys have no effect here: alerting, rule_files").waitFor();
  await end();
});

test("targets of any name have a page of their own", async () => {
  const { page, end } = await open("scrape", { still: true });
  for (const [name, instance] of [["team/api v2/[2001:db8::1]:8080", "[2001:db8::1]:8080"], ["team/api v2/api.example:443/x?y=1", "api.example:443/x?y=1"], ["blackbox/10.0.0.7", "10.0.0.7"]]) {
    await page.getByRole("link", { name: instance, exact: true }).click();
    await page.getByRole("heading", { name, exact: true }).waitFor();
    await page.getByRole("link", { name: "All nodes" }).click();
    await page.getByRole("heading", { name: "Scrape targets" }).waitFor();
  }
  await end();
  const direct = await open(one, { still: true });
  await direct.page.getByRole("heading", { name: "node/127.0.0.1:9100" }).waitFor();
  await direct.end();
});

test("one target: its labels, its history, and the way to its series", async () => {
  const { page, end } = await open(one, { still: true });
  await page.getByText('{job="node", instance="127.0.0.1:9100", rack="a1", env="production"}').waitFor();
  assert.match(await tile(page, "Kept").innerText(), /500\s+12 dropped by rules/);
  assert.match(await tile(page, "Duration").innerText(), /13\.10\s+ms\s+0\.3 % of the interval/);
  await page.getByRole("img", { name: /^Up, timeline: up 97\.\d\d %, down 2\.\d\d %/ }).waitFor();
  await panel(page, "Failed scrapes").getByText("body size").waitFor();
  await panel(page, "Refused samples").getByText("No sample was refused.").waitFor();
  const up = await page.getByRole("link", { name: "up", exact: true }).first().getAttribute("href");
  assert.equal(new URL(up, page.url()).searchParams.get("g0.expr"), 'up{job="node",instance="127.0.0.1:9100"}');
  const metric = await panel(page, "Metrics").locator("tbody a").first().getAttribute("href");
  assert.match(new URL(metric, page.url()).searchParams.get("g0.expr"), /^\w+\{job="node",instance="127\.0\.0\.1:9100"\}$/);
  await page.getByRole("link", { name: "Its series" }).click();
  await page.getByRole("heading", { name: "Explore" }).waitFor();
  await end();
});

test("the metrics of a target with the types and meanings that it tells, those of a family's series too", async () => {
  const { page, end } = await open(one, { still: true });
  const metrics = panel(page, "Metrics");
  await metrics.getByRole("row", { name: /http_requests_total counter Requests by code/ }).waitFor();
  for (const ending of ["bucket", "count", "sum"])
    await metrics.getByRole("row", { name: new RegExp(`http_wait_seconds_${ending} histogram Time until the first byte`) }).waitFor();
  await metrics.getByRole("row", { name: "memory_bytes gauge Memory <in use>", exact: true }).waitFor();
  await metrics.getByRole("row", { name: "strange unknown –", exact: true }).waitFor();
  // Neither is one of a family that is known.
  for (const name of ["strange_count", "up"]) await metrics.getByRole("row", { name: new RegExp(`^${name} – –$`) }).waitFor();
  await shoot(page, "scrape-metrics");
  await page.goto(new URL("explore", page.url().replace(/scrape\/.*/, "")).href);
  const list = page.getByRole("complementary", { name: "Metrics, history and examples" });
  await list.getByRole("searchbox").fill("http_");
  await list.getByRole("button", { name: "http_requests_total counter Requests by code" }).waitFor();
  await list.getByRole("button", { name: /http_wait_seconds_bucket histogram Time until/ }).waitFor();
  await shoot(page, "explore-scraped");
  await end();
});

test("a target that goes down says why; one that stops telling is stale", async () => {
  const { daemon, page, end } = await open(one, { still: true });
  await page.locator('.headline-state[data-level="ok"]').getByText("up").waitFor();
  daemon.put(targetRows(daemon.now, "node", "127.0.0.1:9100", { state: 0 }));
  await page.locator('.headline-state[data-level="crit"]').getByText("down").waitFor();
  await page.getByRole("region", { name: "Conditions" }).getByText("connection refused").waitFor();
  await tile(page, "Samples").getByText("no value yet").waitFor();
  daemon.put(targetRows(daemon.now, "node", "127.0.0.1:9100"));
  await page.locator('.headline-state[data-level="ok"]').waitFor();
  daemon.tick = () => [];
  daemon.advance(60_000);
  await page.locator('.headline-state[data-level="stale"]').getByText("stale: last up").waitFor();
  assert.equal(await page.locator(".tile-ok").count(), 0);
  await end();
});

test("two hundred targets: only those in sight are drawn, the overview keeps to the worst", async () => {
  const { page, end } = await open("scrape", { scenario: manyTargets });
  await panel(page, "Targets").getByText("200 rows").waitFor();
  assert.ok(await targets(page).count() < 60);
  assert.match(await tile(page, "Up").innerText(), /187\s+of 200 targets, 13 down/);
  await page.getByRole("button", { name: "Down 13" }).click();
  await panel(page, "Targets").getByText("13 rows").waitFor();
  assert.equal(await targets(page).count(), 13);
  await shoot(page, "scrape-many");
  assert.deepEqual(await violations(page), []);
  await end();
  const overview = await open("", { scenario: manyTargets });
  assert.equal(await overview.page.locator(".node-row").count(), 12);
  await overview.page.getByRole("link", { name: "188 more of Scrape" }).click();
  await overview.page.getByRole("heading", { name: "Scrape targets" }).waitFor();
  await overview.end();
});

test("names from outside are text, and nothing configured says how to begin", async () => {
  const attack = "<img src=x onerror='window.hacked=1'>";
  const { daemon, page, problems, end } = await open("scrape", { still: true });
  daemon.put([...targetRows(daemon.now, attack, attack, { labels: { [attack]: attack.repeat(30) } }), [`table/scrape/${segment(`${attack}/${attack}`)}/scrape`, "target", { job: attack, instance: attack, url: "javascript:window.hacked=1", labels: { [attack]: attack }, error: attack, last: 1e300 }]]);
  await panel(page, "Targets").getByText("6 rows").waitFor();
  await targets(page).locator("a", { hasText: "<img" }).click();
  await page.locator(".tile").first().waitFor();
  assert.equal(await page.evaluate(() => window.hacked), undefined);
  assert.deepEqual(problems, []);
  await end();
  const none = await open("scrape", { scenario: freshInstall });
  await none.page.getByText("No scrape target configured").waitFor();
  assert.equal(await none.page.getByRole("navigation").getByRole("link", { name: "Scrape" }).count(), 0);
  await none.end();
});
