// The pages of the demo's Betanet instances, by the program itself: what it tells and what the pages show fit together.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { openPage, settled, shoot, startBrowser, violations } from "../support/harness.mjs";
import { startReal } from "../support/real_daemon.mjs";
import { panel } from "../support/xrpl_pages.mjs";

let browser, daemon;
before(async () => {
  browser = await startBrowser();
  daemon = await startReal({});
});

const tile = (page, label) => page.locator(".tile", { has: page.getByText(label, { exact: true }) });

/** Value of the first series of that name of a node, as /metrics tells it. */
async function metric(name, node) {
  const text = await (await fetch(`${daemon.url}metrics`)).text();
  return Number(new RegExp(`^${name}\\{[^}]*node="${node}"[^}]*\\} (\\S+)`, "m").exec(text)?.[1]);
}

test("an instance that is well: its nodes, its packets, its endpoints, its breaker", async () => {
  const { page, problems, context } = await openPage(browser, `${daemon.url}betanet/demo-betanet?from=now-5m&to=now`);
  await settled(page);
  await page.locator('.headline-state[data-level="ok"]').getByText("up", { exact: true }).waitFor();
  await page.locator(".page-head").getByText("API /api/v1").waitFor();
  await tile(page, "Active nodes").getByText(/^\d/).first().waitFor();
  assert.equal(await tile(page, "Active nodes").locator(".number").innerText(), String(await metric("betanet_mixnode_active", "demo-betanet")));
  await page.locator(".tile-ok", { has: page.getByText("Breaker", { exact: true }) }).waitFor();
  for (const label of ["Packets", "Received", "Dropped"]) await tile(page, label).getByText(/^\d/).first().waitFor({ timeout: 180_000 });
  for (const endpoint of ["metrics", "nodes", "stats"]) await panel(page, "Endpoints").locator("tr", { hasText: endpoint }).getByText("answers").waitFor();
  await panel(page, "Mixnodes").getByText("does not tell its mixnodes one by one").waitFor();
  // The first whole minute with two answers may begin a minute after the start, and is asked for within another.
  await panel(page, "Latencies").getByRole("img", { name: /^Latencies: 12 rows/ }).waitFor({ timeout: 240_000 });
  await page.getByRole("img", { name: /^Breaker, timeline: .*closed/ }).waitFor();
  await shoot(page, "betanet-real");
  assert.deepEqual(await violations(page), []);
  assert.deepEqual(problems, []);
  await context.close();
});

test("one with troubles: its mixnodes, then an endpoint that fails beside the others, then silence", async () => {
  const { page, problems, context } = await openPage(browser, `${daemon.url}betanet/demo-betanet-troubled?from=now-5m&to=now`);
  await settled(page);
  await panel(page, "Mixnodes").getByText("5 of 7 active").waitFor();
  // The demo lets one endpoint fail after a minute, and the whole service after two.
  await panel(page, "Endpoints").locator("tr", { hasText: "mixnodes" }).getByText("fails").waitFor({ timeout: 180_000 });
  await page.locator('.headline-state[data-level="crit"], .headline-state[data-level="warn"]').waitFor();
  await page.locator(".tile-crit", { has: page.getByText("Breaker", { exact: true }) }).getByText("open").waitFor({ timeout: 240_000 });
  await page.locator(".tile-stale", { has: page.getByText("Active nodes", { exact: true }) }).waitFor();
  await shoot(page, "betanet-real-troubled");
  assert.deepEqual(problems, []);
  await context.close();
});
