// Who may see something: the login, its end, and what other tabs hear of it.
import assert from "node:assert/strict";
import { beforeEach, afterEach, before, test } from "node:test";
import { openPage, shoot, startBrowser, startFake, until, violations } from "../support/harness.mjs";
import { threeNodes } from "../support/scenarios.mjs";

let browser, daemon;
before(async () => (browser = await startBrowser()));
beforeEach(async () => {
  daemon = await startFake(threeNodes);
  daemon.loginWanted = true;
});
afterEach(() => daemon.close());

const form = (page) => page.getByRole("button", { name: "Sign in" });
const live = (page) => page.locator('[data-live="live"]').waitFor();

async function signIn(page, password = "right") {
  await page.getByLabel("User").fill("admin");
  await page.getByLabel("Password").fill(password);
  await form(page).click();
}

async function openSignedIn(path) {
  const opened = await openPage(browser, daemon.url + path);
  await signIn(opened.page);
  await live(opened.page);
  return opened;
}

async function secondTab(context, path) {
  const page = await context.newPage();
  await page.goto(daemon.url + path);
  return page;
}

test("the login comes on the first 401, and goes to the page that was asked for", async () => {
  const { page, context, problems } = await openPage(browser, `${daemon.url}self-health`);
  await form(page).waitFor();
  assert.equal(daemon.snapshots, 0, "nothing was sent");
  assert.equal(await page.locator(".shell").count(), 0, "nothing is shown");
  await shoot(page, "login", false);
  assert.deepEqual(await violations(page), []);
  await signIn(page, "wrong");
  await page.getByText("User or password is wrong.").waitFor();
  await signIn(page);
  await page.getByRole("heading", { name: "Collectors" }).waitFor();
  await live(page);
  assert.deepEqual(problems, []);
  await page.reload();
  await page.getByRole("heading", { name: "Collectors" }).waitFor();
  await live(page);
  await context.close();
});

test("signing out ends the stream of all tabs, and nothing is left in them", async () => {
  const { page, context } = await openSignedIn("self-health");
  const other = await secondTab(context, "xrpl");
  await live(other);
  await until(() => daemon.streams.size === 1, "one stream for both tabs");
  await page.keyboard.press("?");
  await page.getByRole("button", { name: "Sign out" }).click();
  await form(page).waitFor();
  await form(other).waitFor();
  assert.equal(await other.locator(".shell").count(), 0);
  await until(() => daemon.streams.size === 0, "the end of the stream");
  const { snapshots } = daemon;
  await signIn(other);
  await live(other);
  await live(page);
  await page.getByRole("heading", { name: "Collectors" }).waitFor();
  assert.ok(daemon.snapshots > snapshots, "what was seen before is asked for again");
  await context.close();
});

test("without a shared worker signing out ends each stream, too", async () => {
  const context = await browser.newContext();
  await context.addInitScript(() => delete globalThis.SharedWorker);
  const page = await secondTab(context, "xrpl");
  await signIn(page);
  await live(page);
  await page.keyboard.press("?");
  await page.getByRole("button", { name: "Sign out" }).click();
  await form(page).waitFor();
  await signIn(page);
  await live(page);
  await page.getByRole("row").nth(3).waitFor();
  assert.equal(await page.getByRole("row").count(), 4);
  await context.close();
});

test("on a phone the menu and the palette have the help and the way out", async () => {
  const { page, context } = await openPage(browser, daemon.url, { width: 390, height: 844, touch: true });
  await signIn(page);
  await live(page);
  await page.getByRole("button", { name: "Menu" }).click();
  assert.deepEqual(await violations(page), []);
  await shoot(page, "menu-narrow", false);
  await page.getByRole("button", { name: "Help" }).click();
  await page.getByRole("dialog", { name: "Keys and signs" }).waitFor();
  await page.getByRole("button", { name: "Close" }).click();
  await page.getByRole("button", { name: "Go to" }).click();
  await page.getByRole("combobox", { name: "Node, page or metric" }).fill("help");
  await page.getByRole("option", { name: "action Help" }).click();
  await page.getByRole("dialog", { name: "Keys and signs" }).waitFor();
  await page.getByRole("button", { name: "Close" }).click();
  await page.getByRole("button", { name: "Go to" }).click();
  await page.getByRole("combobox", { name: "Node, page or metric" }).fill("sign out");
  daemon.unreachable = true;
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").getByText("nodewatch cannot be reached").waitFor();
  daemon.unreachable = false;
  await page.keyboard.press("Enter");
  await form(page).waitFor();
  await signIn(page);
  await live(page);
  await page.getByRole("button", { name: "Menu" }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await form(page).waitFor();
  await context.close();
});

test("other credentials of a daemon that was away are asked for, also on a page without queries", async () => {
  const { page, context } = await openSignedIn("xrpl");
  daemon.unreachable = true;
  daemon.dropStreams();
  await page.locator('[data-live="lost"]').waitFor();
  const tries = () => daemon.requests.filter((request) => request.startsWith("GET /api/live")).length;
  const before = tries();
  await until(() => tries() >= before + 2, "two tries in vain");
  daemon.session = "2";
  daemon.unreachable = false;
  await form(page).waitFor();
  await signIn(page);
  await live(page);
  await context.close();
});

test("a tab at the login goes on when another has signed in", async () => {
  const { page, context } = await openPage(browser, `${daemon.url}xrpl`);
  const other = await secondTab(context, "self-health");
  await form(other).waitFor();
  await signIn(page);
  await live(page);
  await live(other);
  await other.getByRole("heading", { name: "Collectors" }).waitFor();
  await until(() => daemon.streams.size === 1, "one stream for both tabs");
  await context.close();
});
