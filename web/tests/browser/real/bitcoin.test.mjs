// The page of a Bitcoin node of the demo, by the program itself: what it tells and what the page shows fit together.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { openPage, settled, shoot, startBrowser, until, violations } from "../support/harness.mjs";
import { startReal } from "../support/real_daemon.mjs";

let browser, daemon;
before(async () => {
  browser = await startBrowser();
  daemon = await startReal({});
});

test("a node that is well: its state, its blocks, its peers", async () => {
  const { page, problems, context } = await openPage(browser, `${daemon.url}bitcoin/demo-bitcoin?from=now-5m&to=now`);
  await settled(page);
  await page.locator('.headline-state[data-level="ok"]').getByText("synced").waitFor();
  await page.locator(".page-head").getByText(/^Bitcoin Core .* · mainnet/).waitFor();
  const mined = page.locator("[data-block]:not(.block-projected)");
  await mined.nth(11).waitFor();
  // The newest is the one that the metrics tell; a block may come between the two looks.
  const fits = async () => {
    const shown = Number(await mined.first().getAttribute("data-block"));
    const told = Number(/^bitcoin_blockchain_best_height\{[^}]*node="demo-bitcoin"[^}]*\} (\d+)/m.exec(await (await fetch(`${daemon.url}metrics`)).text())?.[1]);
    return told > 0 && shown === told;
  };
  await until(fits, "the height of the metrics at the head of the strip");
  // Each has what getblockstats told of it.
  await mined.first().getByText(/^\d[\d,]* tx$/).waitFor();
  await page.getByRole("heading", { name: "Peers by kind" }).waitFor();
  await page.locator(".tile", { has: page.getByText("Peers", { exact: true }) }).getByText(/\d+ out, \d+ in/).waitFor();
  await shoot(page, "bitcoin-real");
  assert.deepEqual(await violations(page), []);
  assert.deepEqual(problems, []);
  await context.close();
});

test("a node that downloads the chain: how far it is", async () => {
  const { page, problems, context } = await openPage(browser, `${daemon.url}bitcoin/demo-bitcoin-troubled?from=now-5m&to=now`);
  await settled(page);
  // It starts, downloads, is well, is overloaded, and begins again.
  await page.getByRole("progressbar", { name: "Part of the chain that is checked" }).waitFor({ timeout: 240_000 });
  await page.getByText(/^\d{3},\d{3} of \d{3},\d{3}$/).waitFor();
  await shoot(page, "bitcoin-real-download");
  assert.deepEqual(problems, []);
  await context.close();
});
