// Names and texts from outside are text, however they look and however long they are.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { openPage, settled, shoot, startBrowser, startFake, violations } from "../support/harness.mjs";
import { hostile, hostileName } from "../support/scenarios.mjs";

let browser, daemon;
before(async () => {
  browser = await startBrowser();
  daemon = await startFake(hostile);
});

const node = encodeURIComponent(hostileName);
for (const [name, path] of [["overview", ""], ["self-health", "self-health"], ["explore", `explore?g0.expr=xrpl_up&g0.tab=table`],
  ["xrpl", "xrpl"], ["xrpl-validator", `xrpl/validator/${node}`], ["xrpl-network", `xrpl/network?node=${node}&v=${node}`]])
  for (const [size, width] of [["wide", 1440], ["narrow", 390]])
    test(`${name}, ${size}: hostile names are shown as text`, async () => {
      const { page, context, problems } = await openPage(browser, daemon.url + path, { width });
      await settled(page);
      await page.locator('[data-live="live"]').waitFor();
      if (name === "overview") await page.getByText("proposing").first().waitFor();
      await page.getByText("<img src=x", { exact: false }).first().waitFor({ state: "attached" });
      assert.equal(await page.evaluate(() => globalThis.hacked), undefined);
      assert.equal(await page.locator("main img, main script, main svg[onload], main a[href^=javascript]").count(), 0);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(overflow <= 0, `the page is ${overflow} px wider than the window`);
      const text = await page.locator("main").innerText();
      assert.ok(!text.includes("\u202e"), "nothing turns the text round");
      assert.ok(text.length < 20_000, "a name of 10,000 characters is cut");
      await shoot(page, `hostile-${name}-${size}`);
      assert.deepEqual(await violations(page), []);
      assert.deepEqual(problems, []);
      await context.close();
    });

test("a hostile address is no danger", async () => {
  for (const path of [`explore?g0.expr=${encodeURIComponent("<img src=x onerror=hacked=1>")}`, "%3Cscript%3Ehacked=1%3C/script%3E", `?from=%3Cb%3E&to=zzz&node=${encodeURIComponent(hostileName)}`, "x/%E0%A4%A"]) {
    const { page, context, problems } = await openPage(browser, daemon.url + path);
    await page.locator("h1").waitFor();
    assert.equal(await page.evaluate(() => globalThis.hacked), undefined);
    assert.deepEqual(problems, [], path);
    await context.close();
  }
});
