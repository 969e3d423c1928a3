// The stream on a line that goes dead, and how many there are. A real daemon may stand behind it.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { openPage, settled, startAny, startBrowser } from "../support/harness.mjs";
import { Proxy } from "../support/proxy.mjs";
import { threeNodes } from "../support/scenarios.mjs";

let browser;
before(async () => (browser = await startBrowser()));

async function open(t) {
  const daemon = await startAny(threeNodes);
  const proxy = new Proxy(daemon.url);
  const url = await proxy.listen();
  const opened = await openPage(browser, url);
  t.after(() => opened.context.close().then(() => proxy.close()).then(() => daemon.close()));
  await settled(opened.page);
  await opened.page.locator('[data-live="live"]').waitFor();
  return { proxy, url, ...opened };
}

const kinds = ({ text }) => [...text.matchAll(/^event: (\w+)$/gm)].map(([, kind]) => kind);

test("a stream that went silent is lost, comes back by itself, and gets what it missed alone", async (t) => {
  const { proxy, page, problems } = await open(t);
  assert.equal(proxy.openStreams, 1);
  const before = proxy.streams.length;
  assert.equal(kinds(proxy.streams[before - 1])[0], "snapshot");
  proxy.goDead();
  await page.locator('[data-live="lost"]').waitFor();
  await page.getByText("Live stream lost.").waitFor();
  proxy.recover();
  await page.locator('[data-live="live"]').waitFor();
  await page.locator('[data-banner="loss"]').waitFor({ state: "detached" });
  const last = proxy.streams.at(-1);
  assert.ok(proxy.streams.length > before);
  assert.equal(kinds(last)[0], "delta");
  assert.ok(!kinds(last).includes("snapshot"));
  assert.deepEqual(problems, []);
});

test("two tabs share one stream, and it outlives either", async (t) => {
  const { proxy, page, url, context } = await open(t);
  const second = await context.newPage();
  await second.goto(url);
  await second.locator('[data-live="live"]').waitFor();
  assert.equal(proxy.openStreams, 1);
  await page.close();
  proxy.goDead();
  await second.locator('[data-live="lost"]').waitFor();
  proxy.recover();
  await second.locator('[data-live="live"]').waitFor();
  assert.equal(proxy.openStreams, 1);
});
