// Every page in both themes, wide and narrow: it draws, without errors, violations or foreign requests.
import assert from "node:assert/strict";
import { test } from "node:test";
import { shoot, startAny, violations, withDaemon } from "../support/harness.mjs";
import { withBitcoin } from "../support/bitcoin_tables.mjs";
import { threeNodes } from "../support/scenarios.mjs";

const pages = [["overview", ""], ["explore", "explore?g0.expr=rate(nodewatch_store_samples_total[1m])"], ["self-health", "self-health"],
  ["xrpl", "xrpl"], ["xrpl-network", "xrpl/network"], ["xrpl-validator", "first of xrpl"], ["bitcoin", "bitcoin"], ["bitcoin-node", "first of bitcoin"]];
const sizes = [["wide", { width: 1440, height: 900 }], ["narrow", { width: 390, height: 844 }]];
const { open } = withDaemon(startAny, withBitcoin(threeNodes));

/** "first of xrpl": the page of the first node in that list; what nodes are called only the daemon knows. */
async function pathOf(path) {
  const list = /^first of (.*)$/.exec(path)?.[1];
  if (list === undefined) return path;
  const { page, context } = await open(list);
  const href = await page.locator("tbody a").first().getAttribute("href");
  await context.close();
  return href;
}

for (const [name, path] of pages)
  for (const theme of ["light", "dark"])
    for (const [size, viewport] of sizes)
      test(`${name}, ${theme}, ${size}`, async () => {
        const { context, page, problems } = await open(await pathOf(path), { theme, ...viewport });
        await shoot(page, `${name}-${theme}-${size}`);
        assert.deepEqual(await violations(page), []);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(overflow <= 0, `the page is ${overflow} px wider than the window`);
        assert.deepEqual(problems, []);
        await context.close();
      });

test("a narrow page reflows at 320 px", async () => {
  for (const [name, path] of pages) {
    const { context, page } = await open(await pathOf(path), { width: 320, height: 640 });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(overflow <= 0, `${name} is ${overflow} px wider than the window`);
    await context.close();
  }
});
