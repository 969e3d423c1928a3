import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openPage, shoot, startBrowser, startFake, violations } from "../support/harness.mjs";
import { threeNodes } from "../support/scenarios.mjs";

let browser, daemon;
before(async () => {
  browser = await startBrowser();
  daemon = await startFake(threeNodes);
  daemon.loginWanted = true;
});
after(async () => {
  await browser.close();
  await daemon.close();
});

test("the login comes on the first 401, and goes to the page that was asked for", async () => {
  const { page, context, problems } = await openPage(browser, `${daemon.url}self-health`);
  const form = page.getByRole("button", { name: "Sign in" });
  await form.waitFor();
  await shoot(page, "login", false);
  assert.deepEqual(await violations(page), []);
  await page.getByLabel("User").fill("admin");
  await page.getByLabel("Password").fill("wrong");
  await form.click();
  await page.getByText("User or password is wrong.").waitFor();
  await page.getByLabel("Password").fill("right");
  await form.click();
  await page.getByRole("heading", { name: "Collectors" }).waitFor();
  await page.locator('[data-live="live"]').waitFor();
  await page.keyboard.press("?");
  await page.getByRole("button", { name: "Sign out" }).click();
  await form.waitFor();
  assert.deepEqual(problems, []);
  await context.close();
});
