// The shell without a mouse, links into it, and what an address keeps.
import assert from "node:assert/strict";
import { test } from "node:test";
import { goTo, openPage, settled, shoot, startAny, violations, withDaemon } from "../support/harness.mjs";
import { threeNodes } from "../support/scenarios.mjs";

const shared = withDaemon(startAny, threeNodes);
const { open } = shared;

test("the first key reaches the skip link, and it the content", async () => {
  const { page, context } = await open();
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Skip to content");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "main");
  await context.close();
});

test("g and a letter go to a page, which gets the focus; back goes back", async () => {
  const { page, context } = await open("?from=now-6h&to=now");
  await goTo(page, "h");
  await page.getByRole("heading", { name: "Collectors" }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), "main");
  assert.match(page.url(), /self-health\?from=now-6h&to=now$/, "the range goes along");
  await page.goBack();
  await page.getByRole("heading", { name: "Overview" }).waitFor();
  await context.close();
});

test("help opens, has no violations, and Escape closes it", async () => {
  const { page, context } = await open();
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keys and signs" }).waitFor();
  await shoot(page, "help", false);
  assert.deepEqual(await violations(page), []);
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await context.close();
});

test("Ctrl+K finds a metric and opens it in Explore", async () => {
  const { page, context } = await open();
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Node, page or metric" }).waitFor();
  await page.keyboard.type("nodewatch_store_series");
  await page.getByRole("option", { name: /metric\s+nodewatch_store_series/ }).first().waitFor();
  await shoot(page, "palette", false);
  assert.deepEqual(await violations(page), []);
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => location.search.includes("g0.expr=nodewatch_store_series"));
  await page.getByText("1 series").waitFor();
  await context.close();
});

test("the range by keys: menu, earlier, later, zoom", async () => {
  const { page, context } = await open();
  await page.keyboard.press("t");
  await page.getByRole("button", { name: "Last 6 h" }).waitFor();
  await shoot(page, "time-picker", false);
  assert.deepEqual(await violations(page), []);
  await page.getByRole("button", { name: "Last 6 h" }).press("Enter");
  await page.waitForFunction(() => location.search.includes("from=now-6h&to=now"));
  await page.locator("#main").focus();
  await page.keyboard.press("-");
  await page.waitForFunction(() => location.search.includes("from=now-12h"));
  await page.keyboard.press("[");
  await page.waitForFunction(() => /from=\d{13}&to=\d{13}/.test(location.search));
  await page.keyboard.press("]");
  await page.waitForFunction(() => location.search.includes("from=now-12h"));
  await context.close();
});

test("a range of one's own; a wrong one cannot be applied", async () => {
  const { page, context } = await open();
  await page.keyboard.press("t");
  await page.getByLabel("From").fill("now-banana");
  await page.getByText("not a time").waitFor();
  assert.ok(await page.getByRole("button", { name: "Apply" }).isDisabled());
  await page.getByLabel("From").fill("now-95m");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Last 95 m" }).waitFor();
  await context.close();
});

test("a link to this time holds it; without a clipboard the link stands there", async () => {
  const { page, context } = await open("?from=now-6h&to=now");
  await page.evaluate(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
  await page.keyboard.press("t");
  await page.getByRole("button", { name: "Copy link", exact: true }).click();
  assert.match(await page.getByLabel("Link", { exact: true }).inputValue(), /\?from=now-6h&to=now$/);
  await page.getByRole("button", { name: "Copy link to this time" }).click();
  await page.waitForFunction(() => /from=\d{13}&to=\d{13}$/.test(document.querySelector('[aria-label="Link"]').value));
  await context.close();
});

test("the theme by key, kept for the next visit", async () => {
  const { page, context } = await open();
  await page.keyboard.press("d");
  await page.locator('html[data-theme="dark"]').waitFor({ state: "attached" });
  await page.reload();
  await page.locator('html[data-theme="dark"]').waitFor({ state: "attached" });
  await context.close();
});

test("a link says how it wants to be seen", async () => {
  const { page, context } = await open("?theme=dark&tz=utc&refresh=off");
  await page.locator('html[data-theme="dark"]').waitFor({ state: "attached" });
  await page.keyboard.press("t");
  await page.getByRole("button", { name: "Time zone: UTC" }).waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("d");
  await page.locator('html[data-theme="light"]').waitFor({ state: "attached" });
  await goTo(page, "h");
  await page.getByRole("heading", { name: "Collectors" }).waitFor();
  await page.locator('html[data-theme="light"]').waitFor({ state: "attached" });
  await context.close();
});

test("letters can be switched off", async () => {
  const { page, context } = await open();
  await page.keyboard.press("?");
  await page.getByLabel("Shortcuts of one letter").uncheck();
  await page.keyboard.press("Escape");
  await page.keyboard.press("p");
  assert.equal(await page.locator('[data-live="paused"]').count(), 0);
  await context.close();
});

test("typing in a field is no shortcut", async () => {
  const { page, context } = await open("explore");
  await page.getByLabel("Expression A").focus();
  await page.keyboard.type("p?d");
  assert.equal(await page.getByRole("dialog").count(), 0);
  assert.equal(await page.locator('[data-live="paused"]').count(), 0);
  await context.close();
});

test("deep links: an unknown page says so, kiosk has no header and Escape leaves it", async () => {
  const unknown = await openPage(shared.browser, `${shared.daemon.url}no/such/page?from=now-6h&to=now`);
  await settled(unknown.page);
  await unknown.page.getByRole("heading", { name: "Not found" }).waitFor();
  assert.match(await unknown.page.getByRole("main").getByRole("link", { name: "Overview" }).getAttribute("href"), /from=now-6h&to=now$/);
  assert.deepEqual(unknown.problems, []);
  await unknown.context.close();
  const { page, context } = await open("?kiosk=1");
  assert.equal(await page.locator(".header").count(), 0);
  await shoot(page, "kiosk", false);
  await page.keyboard.press("Escape");
  await page.locator(".header").waitFor();
  await context.close();
});

/** Before that none is suggested, whatever is typed. */
const metricsAreKnown = (page) => page.locator(".side-list button").first().waitFor();

test("Explore: completion, run, table, JSON, error with its place, all in the address", async () => {
  const { page, context, problems } = await open("explore");
  await metricsAreKnown(page);
  const field = page.getByLabel("Expression A");
  await field.focus();
  await page.keyboard.type("nodewatch_store_ser");
  await page.getByRole("option", { name: /nodewatch_store_series/ }).waitFor();
  await shoot(page, "explore-completion", false);
  assert.deepEqual(await violations(page), []);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  assert.equal(await field.inputValue(), "nodewatch_store_series");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => location.search.includes("g0.expr=nodewatch_store_series"));
  await page.getByRole("img", { name: /Result, line chart/ }).waitFor();
  await page.getByRole("button", { name: "Table", exact: true }).click();
  await page.getByRole("columnheader", { name: "Value" }).waitFor();
  await page.reload();
  await page.getByRole("columnheader", { name: "Value" }).waitFor();
  await page.getByRole("button", { name: "JSON" }).click();
  await page.getByText('"resultType"').waitFor();
  await field.fill("sum(nodewatch_store_series");
  await page.keyboard.press("Enter");
  await page.locator('[data-error="query"]').getByText("unclosed left parenthesis").waitFor();
  await page.getByLabel("Place of the error").waitFor();
  await shoot(page, "explore-error", false);
  assert.deepEqual(problems, []);
  await context.close();
});

test("Tab leaves the editor with what was typed; a suggestion is taken when it was chosen", async () => {
  const { page, context } = await open("explore");
  await metricsAreKnown(page);
  const field = page.getByLabel("Expression A");
  await field.focus();
  await page.keyboard.type("up");
  await page.getByRole("listbox", { name: "Suggestions" }).getByRole("option").first().waitFor();
  await page.keyboard.press("Tab");
  assert.equal(await field.inputValue(), "up");
  assert.notEqual(await page.evaluate(() => document.activeElement.getAttribute("aria-label")), "Expression A");
  await field.fill("");
  await field.focus();
  await page.keyboard.type("nodewatch_store_ser");
  await page.getByRole("option", { name: /nodewatch_store_series/ }).waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Tab");
  assert.equal(await field.inputValue(), "nodewatch_store_series");
  await context.close();
});

test("from the help Ctrl+K goes to the palette", async () => {
  const { page, context } = await open();
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keys and signs" }).waitFor();
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog", { name: "Keys and signs" }).waitFor({ state: "detached" });
  await page.getByRole("combobox", { name: "Node, page or metric" }).waitFor();
  // The close event of the help has come before two frames have passed.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  assert.equal(await page.getByRole("dialog", { name: "Go to" }).count(), 1);
  await context.close();
});
