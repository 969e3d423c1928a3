// Behind a proxy that puts nodewatch under a path. A real daemon may stand behind it.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { openPage, settled, startAny, startBrowser } from "../support/harness.mjs";
import { PrefixProxy } from "../support/prefix_proxy.mjs";
import { threeNodes } from "../support/scenarios.mjs";

let browser, daemon, proxy, url;
before(async () => {
  browser = await startBrowser();
  daemon = await startAny(threeNodes);
  proxy = new PrefixProxy(daemon.url, "/deep/watch/");
  url = await proxy.listen();
});

test("under a path everything is asked for below it, on each page and from page to page", async () => {
  const { page, context, problems } = await openPage(browser, url);
  await settled(page);
  await page.locator('[data-live="live"]').waitFor();
  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "XRPL nodes" }).click();
  await page.locator("tbody a").first().click();
  await page.locator(".headline-state").waitFor();
  assert.match(page.url(), /\/deep\/watch\/xrpl\/validator\/[^/]+$/);
  for (const path of [page.url(), `${url}xrpl/network`, `${url}explore?g0.expr=nodewatch_store_series`, `${url}self-health`]) {
    await page.goto(path);
    await settled(page);
    await page.locator('[data-live="live"]').waitFor();
  }
  await page.goBack();
  await settled(page);
  assert.deepEqual(proxy.outside, []);
  assert.deepEqual(problems, []);
  await context.close();
});
