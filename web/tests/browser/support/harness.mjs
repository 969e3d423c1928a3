// Browser, daemon and page for a test. With NODEWATCH_URL set, pages come from there: a real daemon.
import { readFileSync } from "node:fs";
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { before } from "node:test";
import { chromium } from "playwright-core";
import { FakeDaemon } from "../fake_daemon.mjs";
import { endAfterTests } from "./left_open.mjs";

const root = fileURLToPath(new URL("../../../..", import.meta.url));
/** Against a real daemon, which brings its own site; such tests may run beside the others. */
export const againstReal = Boolean(process.env.NODEWATCH_URL || process.env.NODEWATCH_PROGRAM);
export const site = join(root, "build/browser/site");
export const output = join(root, againstReal ? "build/browser/real" : "build/browser");
const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/** SLOW=8: pages have an eighth of a processor, as on a machine with other work. What passes only at full speed is not right. */
const slowness = Number(process.env.SLOW ?? 1);
/** For what is expected: long enough on any machine. */
const patienceMs = 90_000;
const axeTags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

export async function startBrowser() {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium-headless-shell",
    args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  return endAfterTests(browser);
}

export async function startFake(scenario) {
  const daemon = endAfterTests(new FakeDaemon(site));
  scenario(daemon);
  await daemon.listen();
  return daemon;
}

/** Where the scenario-independent tests run: the daemon of NODEWATCH_URL, else a fake one with `scenario`. */
export async function startAny(scenario) {
  const url = process.env.NODEWATCH_URL;
  if (url) return { url: url.endsWith("/") ? url : `${url}/`, close: async () => {} };
  return startFake(scenario);
}

/** In the page: its clock goes on from `now`, unix ms. */
function startClockAt(now) {
  const Clock = Date, ahead = now - Clock.now();
  globalThis.Date = class extends Clock {
    constructor(...parts) {
      if (parts.length > 0) super(...parts);
      else super(Clock.now() + ahead);
    }
    static now() {
      return Clock.now() + ahead;
    }
  };
}

/** A page of its own context, with a browser's clock of its own where `now` is given; `problems` holds what must not happen: errors, CSP violations, foreign requests. */
export async function openPage(browser, url, { theme = "light", width = 1440, height = 900, touch = false, zone = "UTC", now } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme, timezoneId: zone, locale: "en-GB", reducedMotion: "reduce", hasTouch: touch });
  context.setDefaultTimeout(patienceMs);
  const page = await context.newPage();
  if (now !== undefined) await page.addInitScript(startClockAt, now);
  const problems = [];
  const host = new URL(url).host;
  page.on("pageerror", (error) => problems.push(`error: ${error.message}`));
  page.on("console", (message) => {
    if (/Content Security Policy|Content-Security-Policy/.test(message.text())) problems.push(`csp: ${message.text()}`);
  });
  await context.route("**", (route) => {
    const target = new URL(route.request().url());
    if (target.host === host || target.protocol === "data:" || target.protocol === "blob:") return route.continue();
    problems.push(`foreign request: ${target.href}`);
    return route.abort();
  });
  if (slowness > 1) await (await context.newCDPSession(page)).send("Emulation.setCPUThrottlingRate", { rate: slowness });
  await page.goto(url);
  return { context, page, problems };
}

/** The page's file is there, all rows that it wants have come, and every panel has an answer. */
export async function settled(page) {
  await page.locator('.shell[data-ready="yes"]').waitFor();
  await page.waitForFunction(() => document.querySelector(".panel-loading") === null && document.querySelector('[aria-label="Loading"]') === null);
  // Two frames: charts are drawn after the panel's state.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

/**
 * A browser and a daemon for all tests of a file. `start`: startFake or startAny. `open` gives a page of the daemon when
 * it is settled; `browser` and `daemon` are there once the tests run.
 */
export function withDaemon(start, scenario) {
  const shared = {
    async open(path = "", options) {
      const opened = await openPage(shared.browser, shared.daemon.url + path, options);
      await settled(opened.page);
      return opened;
    },
  };
  before(async () => {
    shared.browser = await startBrowser();
    shared.daemon = await start(scenario);
  });
  return shared;
}

/** To the page of a letter. Both keys at once: a machine that is late with the second has it stand alone. */
export async function goTo(page, letter) {
  await Promise.all(["g", letter].map((key) => page.keyboard.press(key)));
}

/** What no page shows, such as the streams of a daemon. `condition` may ask for it: the next time is after its answer. */
export async function until(condition, what) {
  const end = performance.now() + patienceMs;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`not within ${patienceMs / 1000} s: ${what}`);
    await new Promise((done) => setTimeout(done, 20));
  }
}

export async function shoot(page, name, fullPage = true) {
  mkdirSync(output, { recursive: true });
  await page.screenshot({ path: join(output, `${name}.png`), fullPage });
}

/** Texts of accessibility violations; none is the goal. */
export async function violations(page) {
  await page.evaluate(axeSource);
  return page.evaluate(async (tags) => {
    const { violations } = await globalThis.axe.run(document, { runOnly: { type: "tag", values: tags } });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 4).map(({ html, any }) => `${html.slice(0, 160)} ${any[0]?.message ?? ""}`).join(" | ")}`);
  }, axeTags);
}
