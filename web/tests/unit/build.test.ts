import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

/** Every file of a build, by its path. */
function build(folder: string, outdir: string): Map<string, string> {
  const { status, stderr } = spawnSync(process.execPath, ["build.mjs", outdir], { cwd: folder, encoding: "utf8" });
  assert.equal(status, 0, stderr);
  const names = (readdirSync(outdir, { recursive: true }) as string[]).filter((name) => /\.\w+$/.test(name));
  return new Map(names.sort().map((name) => [name, readFileSync(join(outdir, name), "base64")]));
}

test("two builds, in different folders, give the same bytes", () => {
  const here = process.cwd();
  const folder = mkdtempSync(join(tmpdir(), "nodewatch-build-"));
  try {
    const copy = join(folder, "elsewhere", "web");
    cpSync(here, copy, { recursive: true });
    const first = build(here, join(folder, "first"));
    assert.ok(first.size > 10, [...first.keys()].join());
    const second = build(copy, join(folder, "second"));
    assert.deepEqual([...second.keys()], [...first.keys()]);
    for (const [name, bytes] of first) assert.ok(second.get(name) === bytes, name);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
