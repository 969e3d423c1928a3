// The pages of hosts: both themes, wide and narrow; one that is well, one that is strained, one in a container.
import assert from "node:assert/strict";
import { test } from "node:test";
import { goTo, shoot, violations } from "../support/harness.mjs";
import { filesystem, goSilent, hosts, onlyHost } from "../support/host_tables.mjs";
import { checkLooks } from "../support/looks.mjs";
import { freshInstall } from "../support/scenarios.mjs";
import { open as openPage, panel } from "../support/xrpl_pages.mjs";

const open = (path, options) => openPage(path, { scenario: hosts, ...options });
const main = "host/val-host";
const tile = (page, label) => page.locator(".tile", { has: page.getByText(label, { exact: true }) });
const level = (page, level, label) => page.locator(`.tile-${level}`, { has: page.getByText(label, { exact: true }) });

checkLooks(open, [["host", "host"], ["host-main", main], ["host-strained", "host/full-host"], ["host-container", "host/box"]]);

test("g m leads to the hosts, a row to its host; what it is stands in its head", async () => {
  const { page, end } = await open("");
  assert.match(await page.locator('[data-node="val-host"]').innerText(), /ok[\s\S]*load\s+1\.82[\s\S]*memory available\s+41\.0 GiB[\s\S]*up for\s+136 d 00 h/);
  await goTo(page, "m");
  await page.getByRole("heading", { name: "Hosts" }).waitFor();
  await page.getByText("Debian GNU/Linux 12 · 6.1.0-28-amd64").first().waitFor();
  assert.match((await page.locator("tbody tr").allInnerTexts())[0], /full-host\s+strained[\s\S]*Debian GNU\/Linux 12 · 6\.1\.0-28-amd64/);
  await page.getByRole("link", { name: "val-host" }).click();
  await page.locator(".page-head").getByText(/^Debian GNU\/Linux 12 · Linux 6\.1\.0-28-amd64 · x86_64 · AMD EPYC/).waitFor();
  await end();
});

test("the first look: CPU, memory, pressure and clock; what is short is marked", async () => {
  const { page, end } = await open(main, { still: true });
  await tile(page, "CPU").getByText("of 24 cores").waitFor();
  assert.match(await tile(page, "Memory").innerText(), /35\.9 %\s+41\.0 GiB available of 64\.0 GiB/);
  assert.match(await tile(page, "Pressure").innerText(), /1\.\d %\s+CPU; disks \d\.\d\d %, memory 0\.00 %/);
  assert.match(await tile(page, "Clock").innerText(), /310\s+µs\s+synchronised/);
  assert.match(await tile(page, "Open files").innerText(), /9,120\s+no limit/);
  for (const label of ["CPU", "Load", "Memory", "Pressure", "Fullest file system", "Clock", "Killed for memory"]) await level(page, "ok", label).waitFor();
  await end();
  const full = await open("host/full-host", { still: true });
  for (const [label, verdict] of [["Memory", "crit"], ["Fullest file system", "crit"], ["Clock", "warn"], ["Killed for memory", "warn"]]) await level(full.page, verdict, label).waitFor();
  assert.match(await tile(full.page, "Clock").innerText(), /-214\s+ms\s+not synchronised/);
  assert.match(await tile(full.page, "Killed for memory").innerText(), /2\s+processes in 24 h/);
  await full.end();
});

test("CPU by mode and by core: a chart of areas, a row of cells for each core", async () => {
  const { page, end } = await open(main);
  await page.getByRole("img", { name: /^CPU by mode, stacked chart/ }).waitFor();
  assert.equal(await panel(page, "CPU by mode").locator(".legend button").count(), 6);
  const cores = panel(page, "CPU by core");
  await cores.getByRole("img", { name: /^CPU by core: 24 rows/ }).focus();
  for (const key of ["ArrowRight", "ArrowDown"]) await page.keyboard.press(key);
  await cores.locator("[data-cell]").getByText(/, core 1: \d+\.\d\d %$/).waitFor();
  await cores.getByRole("button", { name: "Table" }).click();
  assert.equal(await cores.getByRole("columnheader").count(), 25);
  await end();
});

test("file systems: each by itself, the fullest first; inodes, mode and time left", async () => {
  const { daemon, page, end } = await open("host/full-host", { still: true });
  const table = panel(page, "File systems").first();
  await table.getByText("5 h 33 m").waitFor();
  const rows = await table.locator("tbody tr").allInnerTexts();
  assert.match(rows[0], /\/var\/lib\/bitcoind\s+97\.9 %\s+38\.0 GiB\s+1\.76 TiB\s+5 h 33 m\s+96\.7 %\s+read and write\s+ext4/);
  assert.match(rows[1], /^\/\s+83\.0 %/);
  assert.deepEqual(await table.locator("tbody .shape").evaluateAll((all) => all.map((shape) => shape.getAttribute("aria-label"))), ["critical", "warning", "critical"], "full, soon full, one that fails");
  assert.match(rows[2], /\/mnt\/broken\s+–\s+0 B\s+0 B\s+–\s+–\s+fails/);
  daemon.put([filesystem("full-host", daemon.now, "/", { size: 1e11, avail: 9e10, readOnly: 1 })]);
  await table.getByText("read-only").waitFor();
  await end();
});

test("what is not there has no panel: temperatures, limits of a group", async () => {
  const { page, end } = await open(main, { still: true });
  await panel(page, "Temperatures").getByText("k10temp Tdie").waitFor();
  assert.equal(await page.getByRole("heading", { name: "Memory of the group" }).count(), 0);
  await tile(page, "Sent again").waitFor();
  assert.equal(await page.getByRole("heading", { name: "Context switches and interrupts" }).count(), 0);
  await end();
  const box = await open("host/box", { still: true });
  await tile(box.page, "Memory of the group").getByText("of the limit, 4.00 GiB").waitFor();
  await panel(box.page, "Memory of the group").getByText("needed").waitFor();
  assert.equal(await box.page.getByRole("heading", { name: "Temperatures" }).count(), 0);
  assert.equal(await box.page.getByRole("heading", { name: "TCP segments sent again" }).count() + await tile(box.page, "Sent again").count(), 0);
  await box.end();
});

test("a host that falls silent has no verdict, whatever a query still says", async () => {
  const { daemon, page, end } = await open(main, { still: true });
  await level(page, "ok", "CPU").waitFor();
  daemon.tick = () => [];
  daemon.advance(200_000);
  await page.locator('.headline-state[data-level="stale"]').getByText("stale: last ok").waitFor();
  await level(page, "stale", "Load").waitFor();
  await panel(page, "File systems").first().getByText(/^stale: last 12:0/).waitFor();
  assert.equal(await page.locator(".tile-ok").count(), 0);
  goSilent(daemon, "val-host", "cannot read /proc/stat: permission denied");
  await page.locator('.headline-state[data-level="crit"]').getByText("unreadable").waitFor();
  await shoot(page, "host-silent");
  assert.deepEqual(await violations(page), []);
  await end();
});

test("only the host is there: the overview shows it, and how to go on", async () => {
  const { page, end } = await open("", { scenario: onlyHost });
  await page.locator('[data-node="val-host"]').waitFor();
  await page.getByText("This host is watched, but no node of a network").waitFor();
  await page.getByText("network: betanet").waitFor();
  assert.equal(await page.getByText("network: host").count(), 0);
  assert.equal(await page.getByText("No node is watched.").count(), 0);
  await shoot(page, "overview-only-host");
  assert.deepEqual(await violations(page), []);
  await end();
  const others = await open("", {});
  assert.deepEqual(await violations(others.page), []);
  await others.end();
  const fresh = await open("", { scenario: freshInstall });
  await fresh.page.getByText("No node is watched.").waitFor();
  for (const network of ["xrpl", "bitcoin", "betanet", "host", "scrape"]) await fresh.page.getByText(`network: ${network}`).waitFor();
  assert.deepEqual(await violations(fresh.page), []);
  await fresh.end();
});
