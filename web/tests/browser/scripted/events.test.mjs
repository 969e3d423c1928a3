// Events of a node on its charts: lines with a text for the pointer and the keyboard, and in the table.
import assert from "node:assert/strict";
import { test } from "node:test";
import { shoot, startFake, violations, withDaemon } from "../support/harness.mjs";
import { threeNodes } from "../support/scenarios.mjs";

const shared = withDaemon(startFake, threeNodes);
/** The hour before the scenario begins: a picture that does not move on under the pointer. */
const open = (options) => shared.open("xrpl/validator/val-2?from=2026-11-21T11:00:00Z&to=2026-11-21T12:00:00Z", options);

const panel = (page, title) => page.locator(`[data-panel="${title}"]`);
const chart = (page, title) => panel(page, title).getByRole("img", { name: new RegExp(`^${title}, line chart.*3 events$`) });
const tips = (page) => page.locator(".event-tip");

/** The pointer over what happened at 11:35. */
async function hoverEvents(page, title) {
  const box = await chart(page, title).locator(".u-over").boundingBox();
  const x = box.x + (box.width * 35) / 60;
  await page.mouse.move(x, box.y + box.height / 2);
  return x;
}

for (const [theme, width] of [["light", 1440], ["dark", 390]])
  test(`the pointer near a line reads what happened, in this chart alone, Escape closes it, ${theme}, ${width} px`, async () => {
    const { page, context, problems } = await open({ theme, width });
    await chart(page, "Disk latency").scrollIntoViewIfNeeded();
    const x = await hoverEvents(page, "Disk latency");
    await tips(page).waitFor();
    assert.match(await tips(page).innerText(), /restart: the node was started again[\s\S]*version: runs version 3\.1\.1, was 3\.1\.0/);
    assert.equal(await tips(page).count(), 1);
    assert.equal(await panel(page, "Disk latency").locator(".event-tip").count(), 1);
    await shoot(page, `events-${theme}`, false);
    assert.deepEqual(await violations(page), []);
    const tip = await tips(page).boundingBox();
    await page.mouse.move(x, tip.y + tip.height / 2, { steps: 10 });
    assert.equal(await tips(page).count(), 1, "the pointer can go to the text");
    await page.keyboard.press("Escape");
    await tips(page).waitFor({ state: "detached" });
    assert.deepEqual(problems, []);
    await context.close();
  });

test("e goes from event to event and tells them", async () => {
  const { page, context } = await open({});
  await chart(page, "Disk latency").focus();
  await page.keyboard.press("e");
  await tips(page).getByText("restart: the node was started again").waitFor();
  await page.waitForFunction(() => [...document.querySelectorAll("[aria-live]")].some(({ textContent }) => textContent.includes("runs version 3.1.1, was 3.1.0")));
  await page.keyboard.press("Shift+E");
  await tips(page).getByText("state: failed, was ok").waitFor();
  await page.keyboard.press("Escape");
  await tips(page).waitFor({ state: "detached" });
  await context.close();
});

test("Escape closes a text that came this moment, before anything else is done in the page", async () => {
  const { page, context } = await open({});
  await chart(page, "Disk latency").focus();
  await page.keyboard.press("e");
  await tips(page).getByText("restart: the node was started again").waitFor();
  await page.evaluate(() => {
    const tip = () => document.querySelector(".event-tip");
    const press = (key, shiftKey) => document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, shiftKey, bubbles: true, cancelable: true }));
    return new Promise((done) => {
      new MutationObserver((_, observer) => {
        if (!tip()?.innerText.includes("state: failed, was ok")) return;
        observer.disconnect();
        press("Escape", false);
        done();
      }).observe(document.body, { subtree: true, childList: true, characterData: true });
      press("E", true);
    });
  });
  await tips(page).waitFor({ state: "detached" });
  await context.close();
});

test("the table and the file have the events", async () => {
  const { page, context } = await open({});
  const actions = panel(page, "Disk latency").getByRole("button", { name: "Actions for Disk latency" });
  await actions.click();
  await page.getByRole("button", { name: "Show table" }).click();
  await panel(page, "Disk latency").getByRole("columnheader", { name: "Events" }).waitFor();
  await panel(page, "Disk latency").getByRole("cell", { name: /critical\s+state: failed, was ok/ }).waitFor();
  assert.deepEqual(await violations(page), []);
  await context.close();
});
