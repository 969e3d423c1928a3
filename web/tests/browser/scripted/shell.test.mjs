// The header: which node a page is about.
import assert from "node:assert/strict";
import { test } from "node:test";
import { startFake, withDaemon } from "../support/harness.mjs";
import { threeNodes } from "../support/scenarios.mjs";

const { open } = withDaemon(startFake, threeNodes);

test("the node picker goes to the page of the node, narrows the Overview down, and is nowhere else", async () => {
  const { page, context } = await open("xrpl/validator/val-1?from=now-6h&to=now");
  const picker = page.getByLabel("Node", { exact: true });
  assert.equal(await picker.inputValue(), "val-1");
  await picker.selectOption("val-2");
  await page.getByRole("heading", { level: 1, name: "val-2" }).waitFor();
  assert.match(page.url(), /xrpl\/validator\/val-2\?from=now-6h&to=now$/);
  await page.getByRole("link", { name: "Overview" }).click();
  await page.locator(".node-row").nth(2).waitFor();
  await picker.selectOption("val-1");
  await page.locator('[data-node="val-2"]').waitFor({ state: "detached" });
  assert.equal(await page.locator(".node-row").count(), 1);
  assert.equal(new URL(page.url()).searchParams.get("node"), "val-1");
  for (const name of ["XRPL nodes", "XRPL network", "Explore", "Health"]) {
    await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name }).click();
    await page.locator('nav [aria-current="page"]').getByText(name).waitFor();
    assert.equal(await picker.count(), 0, name);
  }
  await context.close();
});
