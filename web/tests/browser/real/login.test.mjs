// The login of the program itself: what is asked before it, how long it lasts, and how it ends.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { openPage, startBrowser, until } from "../support/harness.mjs";
import { startReal } from "../support/real_daemon.mjs";

let browser, daemon;
before(async () => {
  browser = await startBrowser();
  daemon = await startReal({ NODEWATCH_AUTHENTICATION_USER: "admin", NODEWATCH_AUTHENTICATION_PASSWORD: "right" });
});

const form = (page) => page.getByRole("button", { name: "Sign in" });
const live = (page) => page.locator('[data-live="live"]').waitFor();

async function signIn(page, password) {
  await page.getByLabel("User").fill("admin");
  await page.getByLabel("Password").fill(password);
  await form(page).click();
}

/** How many live streams the program counts. */
async function openStreams() {
  const answer = await fetch(`${daemon.url}metrics`, { headers: { Authorization: `Basic ${btoa("admin:right")}` } });
  return Number(/^nodewatch_live_clients(?:\{[^}]*\})? (\d+)$/m.exec(await answer.text())?.[1]);
}

test("nothing is told before the login; it lasts over a reload and for other tabs, and its end is that of all", async () => {
  const { page, context, problems } = await openPage(browser, `${daemon.url}xrpl`);
  const statuses = [];
  page.on("response", (response) => new URL(response.url()).pathname.startsWith("/api/") && statuses.push(response.status()));
  await page.reload();
  await form(page).waitFor();
  assert.equal(await page.locator(".shell").count(), 0);
  await until(() => statuses.length > 0, "an answer");
  assert.deepEqual([...new Set(statuses)], [401]);
  await signIn(page, "wrong");
  await page.getByText("User or password is wrong.").waitFor();
  await signIn(page, "right");
  await live(page);
  await page.getByRole("link", { name: "demo-stock" }).first().waitFor();
  await page.reload();
  await live(page);
  const other = await context.newPage();
  await other.goto(`${daemon.url}self-health`);
  await live(other);
  await other.getByRole("heading", { name: "Collectors" }).waitFor();
  // The program counts every 5 s.
  await until(async () => (await openStreams()) === 1, "one stream for both tabs");
  await other.keyboard.press("?");
  await other.getByRole("button", { name: "Sign out" }).click();
  await form(other).waitFor();
  await form(page).waitFor();
  await until(async () => (await openStreams()) === 0, "the end of the stream");
  await page.reload();
  await form(page).waitFor();
  assert.deepEqual(problems, []);
  await context.close();
});
