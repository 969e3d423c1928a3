// Bundles the unit tests and runs them with node's own runner: node tests/run_unit.mjs
import { build } from "esbuild";
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const outdir = join(here, "../../build/web-unit");
const entryPoints = readdirSync(join(here, "unit")).filter((name) => name.endsWith(".test.ts")).map((name) => join(here, "unit", name));
await build({
  entryPoints, outdir, bundle: true, platform: "node", format: "esm", packages: "bundle", outExtension: { ".js": ".mjs" },
  jsx: "automatic", jsxImportSource: "preact", define: { WORKER_URL: '"none.js"' }, logLevel: "warning",
});
const files = entryPoints.map((file) => join(outdir, file.split("/").at(-1).replace(/\.ts$/, ".mjs")));
const { status } = spawnSync(process.execPath, ["--test", ...files], { stdio: "inherit" });
process.exit(status ?? 1);
