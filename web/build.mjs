// Builds the web UI: node build.mjs OUTDIR
// OUTDIR/index.html, assets/<name>-<hash>.{js,css,svg}, each with a .gz beside it, and manifest.json.
// Fails when the result is larger than a page on a slow line should be.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, extname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const totalLimit = 180 * 1024; // bytes after gzip, all files: a visit loads the first page and the pages that are opened
const initialLimit = 50 * 1024; // bytes after gzip: index.html, entry with what it imports, style sheet

const types = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

const common = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  write: false,
  metafile: true,
  legalComments: "none",
  target: ["es2022", "chrome110", "firefox115", "safari16.4"],
  jsx: "automatic",
  jsxImportSource: "preact",
  logLevel: "warning",
};

function gzip(bytes) {
  const packed = gzipSync(bytes, { level: 9 });
  packed[9] = 255; // "unknown" operating system: the same bytes on every machine
  return packed;
}

function shortHash(bytes) {
  return createHash("sha256").update(bytes).digest("hex").slice(0, 8).toUpperCase();
}

/** The worker is a bundle of its own; the pages need to know its hashed name. */
async function buildWorker(outdir) {
  const result = await build({
    ...common,
    entryPoints: { live: "src/live/worker.ts" },
    entryNames: "[name]-[hash]",
    format: "iife",
    outdir: join(outdir, "assets"),
  });
  return result.outputFiles[0];
}

function buildPages(outdir, workerName) {
  return build({
    ...common,
    entryPoints: { main: "src/main.tsx", style: "src/styles/index.css" },
    entryNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
    format: "esm",
    splitting: true,
    outdir: join(outdir, "assets"),
    define: { WORKER_URL: JSON.stringify(`assets/${workerName}`) },
  });
}

/** Files that the entry imports statically, itself included. */
function initialScripts(outputs, entry) {
  const seen = new Set();
  const visit = (file) => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const { path, kind } of outputs[file].imports) if (kind === "import-statement") visit(path);
  };
  visit(entry);
  return [...seen];
}

export async function buildSite(outdir) {
  const worker = await buildWorker(outdir);
  const workerName = worker.path.split("/").at(-1);
  const pages = await buildPages(outdir, workerName);
  const outputs = pages.metafile.outputs;
  const entryOf = (source) => Object.keys(outputs).find((file) => outputs[file].entryPoint === source);
  const name = (file) => `assets/${file.split("/").at(-1)}`;
  const scripts = initialScripts(outputs, entryOf("src/main.tsx")).map(name);
  const style = name(entryOf("src/styles/index.css"));

  const files = new Map();
  for (const file of [worker, ...pages.outputFiles]) files.set(name(file.path), Buffer.from(file.contents));
  const icon = readFileSync(join(here, "static/icon.svg"));
  const iconName = `assets/icon-${shortHash(icon)}.svg`;
  files.set(iconName, icon);
  const html = readFileSync(join(here, "static/index.html"), "utf8")
    .replace("{{style}}", style)
    .replace("{{icon}}", iconName)
    .replace("{{entry}}", scripts[0])
    .replace("{{preload}}", scripts.slice(1).map((s) => `<link rel="modulepreload" href="${s}">`).join(""));
  files.set("index.html", Buffer.from(html));
  return { files, initial: ["index.html", style, ...scripts] };
}

function writeSite(outdir, { files, initial }) {
  rmSync(join(outdir, "assets"), { recursive: true, force: true });
  mkdirSync(join(outdir, "assets"), { recursive: true });
  const manifest = [];
  for (const [path, bytes] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const packed = gzip(bytes);
    writeFileSync(join(outdir, path), bytes);
    writeFileSync(join(outdir, `${path}.gz`), packed);
    manifest.push({ path, type: types[extname(path)], size: bytes.length, gzip_size: packed.length });
  }
  writeFileSync(join(outdir, "manifest.json"), `${JSON.stringify(manifest, null, 1)}\n`);
  const sum = (list) => list.reduce((total, { gzip_size }) => total + gzip_size, 0);
  return { total: sum(manifest), initial: sum(manifest.filter(({ path }) => initial.includes(path))) };
}

async function main() {
  if (process.argv.length !== 3) throw new Error("usage: node build.mjs OUTDIR");
  const outdir = resolve(process.argv[2]);
  const sizes = writeSite(outdir, await buildSite(outdir));
  const kb = (bytes) => `${(bytes / 1024).toFixed(1)} KB`;
  console.log(`web UI: ${kb(sizes.total)} after gzip, first page ${kb(sizes.initial)}`);
  if (sizes.total > totalLimit) throw new Error(`the web UI is larger than ${kb(totalLimit)} after gzip`);
  if (sizes.initial > initialLimit) throw new Error(`the first page is larger than ${kb(initialLimit)} after gzip`);
}

main().catch((error) => {
  console.error(`build.mjs: ${error.message}`);
  process.exit(1);
});
