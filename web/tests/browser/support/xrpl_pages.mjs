// What the tests of the pages of XRPL share: a page of a daemon of its own, and where things are on it.
import { openPage, settled, startBrowser, startFake } from "./harness.mjs";
import { threeNodes } from "./scenarios.mjs";
import { validatorKey } from "./xrpl_tables.mjs";

let started;

/** One browser for all tests of a file. */
export const theBrowser = () => (started ??= startBrowser());

/** `still`: no value changes by itself, and none grows old. */
export async function open(path, { scenario = threeNodes, still = false, ...options } = {}) {
  const daemon = await startFake(scenario);
  if (still) daemon.tick = daemon.sameAgain;
  const opened = await openPage(await theBrowser(), daemon.url + path, options);
  await settled(opened.page);
  return { daemon, ...opened, end: () => opened.context.close() };
}

export const network = "xrpl/network?node=val-1";
export const shortKey = (i) => `${validatorKey(i).slice(0, 5)}…${validatorKey(i).slice(-5)}`;
export const column = (page, seq) => page.locator(`[data-ledger="${seq}"]`);
export const panel = (page, title) => page.locator(".panel", { has: page.getByRole("heading", { name: title, exact: true }) });

/** The number of the next ledger that val-1 announces: without a gap before it. */
export const nextSeq = (daemon) => 1 + Math.max(...[...daemon.rows.keys()].filter((key) => key.startsWith("table/xrpl/val-1/ledgers")).map((key) => Number(key.split("\n")[1])));
