// Explore's stacked graph and the values behind a graph.
import assert from "node:assert/strict";
import { test } from "node:test";
import { shoot, startAny, violations, withDaemon } from "../support/harness.mjs";
import { threeNodes } from "../support/scenarios.mjs";

const { open } = withDaemon(startAny, threeNodes);

const number = (text) => Number(text.replace(/,/g, ""));

for (const [theme, width] of [["light", 1440], ["dark", 390]])
  test(`stacked: in the address, the sum in the legend, least and greatest of each line as before, ${theme}, ${width} px`, async () => {
    // Of a sum no peaks are asked for, which would come after the line and change its least and greatest.
    const { page, context, problems } = await open(`explore?g0.expr=${encodeURIComponent("xrpl_peer_count + 0")}&refresh=off`, { theme, width });
    const cells = () => page.getByRole("region", { name: "Series" }).locator("tbody td").allInnerTexts();
    await page.getByRole("img", { name: /Result, line chart/ }).waitFor();
    const before = await cells();
    await page.getByLabel("Stacked").check();
    await page.getByRole("img", { name: /Result, stacked chart/ }).waitFor();
    await page.waitForFunction(() => location.search.includes("g0.stacked=1"));
    assert.ok(await page.getByLabel("Log scale").isDisabled());
    assert.deepEqual(await cells(), before);
    const texts = await page.locator(".legend-item .number").allInnerTexts();
    const [total, ...parts] = texts.map(number);
    assert.ok(parts.length >= 1);
    assert.equal(total, parts.reduce((sum, value) => sum + value, 0));
    await shoot(page, `explore-stacked-${theme}`, false);
    assert.deepEqual(await violations(page), []);
    await page.reload();
    await page.getByRole("img", { name: /Result, stacked chart/ }).waitFor();
    assert.deepEqual(problems, []);
    await context.close();
  });

test("the values behind the graph, with their sum when stacked", async () => {
  const { page, context } = await open("explore?g0.expr=xrpl_peer_count&g0.stacked=1&refresh=off");
  await page.getByRole("button", { name: "Values", exact: true }).click();
  await page.getByRole("columnheader", { name: "Total" }).waitFor();
  await page.waitForFunction(() => location.search.includes("g0.tab=values"));
  const [, total, ...parts] = await page.getByRole("region", { name: "Values", exact: true }).locator("tbody tr:not(.spacer)").first().locator("td").allInnerTexts();
  // Of a node that has not answered yet there is no value.
  const known = parts.filter((text) => text !== "–").map(number);
  assert.ok(known.length >= 1);
  assert.equal(number(total), known.reduce((sum, value) => sum + value, 0));
  await shoot(page, "explore-values", false);
  assert.deepEqual(await violations(page), []);
  await context.close();
});
