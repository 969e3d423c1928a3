// Builds the site and runs the browser tests: node tests/browser/run.mjs [part of a file name]
// NODEWATCH_URL=http://127.0.0.1:8090 runs those that need no scenario against a real daemon; with NODEWATCH_PROGRAM
// also those that start that program themselves. SLOW=8 gives each page an eighth of a processor.
import { build } from "esbuild";
import { spawnSync } from "node:child_process";
import { copyFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { againstReal, site } from "./support/harness.mjs";

/** Some three times what all take on two busy cores. */
const longestMs = 20 * 60_000;
const here = fileURLToPath(new URL(".", import.meta.url));

/** Panels in every state, on a page of its own that is no part of the product. */
async function buildGallery() {
  await build({
    entryPoints: [join(here, "gallery/gallery.tsx")], outfile: join(site, "gallery.js"), bundle: true, format: "esm", jsx: "automatic", jsxImportSource: "preact",
    define: { WORKER_URL: '"none.js"' }, logLevel: "warning",
  });
  const style = readdirSync(join(site, "assets")).find((name) => /^style-.*\.css$/.test(name));
  copyFileSync(join(site, "assets", style), join(site, "gallery.css"));
  writeFileSync(join(site, "gallery.html"), `<!doctype html><html lang="en"><head><meta charset="utf-8"><base href="./"><title>Gallery</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="gallery.css"><script type="module" src="gallery.js"></script></head><body><div id="app"></div></body></html>`);
}

const folders = againstReal ? [] : ["any", "scripted"];
// Those first that wait for minutes.
if (process.env.NODEWATCH_PROGRAM) folders.push("real");
if (process.env.NODEWATCH_URL) folders.push("any");
const wanted = process.argv[2] ?? "";
const files = folders.flatMap((folder) => readdirSync(join(here, folder)).filter((name) => name.endsWith(".test.mjs") && name.includes(wanted)).map((name) => join(here, folder, name)));
if (!againstReal) {
  const built = spawnSync(process.execPath, [join(here, "../../build.mjs"), site], { stdio: "inherit" });
  if (built.status !== 0) process.exit(1);
  await buildGallery();
}
// Without files node would look for some itself.
if (files.length === 0) {
  console.error(`No test file has "${wanted}" in its name.`);
  process.exit(1);
}
const { status } = spawnSync(process.execPath, ["--test", "--test-concurrency=2", ...files], { stdio: "inherit", timeout: longestMs });
if (status === null) console.error(`The tests did not end within ${longestMs / 60_000} minutes.`);
process.exit(status ?? 1);
