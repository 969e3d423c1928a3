import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { verdicts } from "../../src/bitcoin/conditions";

const documented = readFileSync("../docs/metrics.md", "utf8");

test("every bitcoin_ word of the pages is a metric or a measurement of the documentation", () => {
  const known = new Set([...documented.matchAll(/^\| `(\w+)`|^## (\w+)$/gm)].map(([, metric, measurement]) => metric ?? measurement));
  const sources = (readdirSync("src", { recursive: true }) as string[]).filter((name) => /\.tsx?$/.test(name));
  // Not the names of files that are imported.
  const words = sources.flatMap((name) => [...readFileSync(join("src", name), "utf8").replace(/(from |import\()"[^"]*"/g, "").matchAll(/\bbitcoin_[a-z0-9_]*/g)].map(([word]) => word));
  assert.ok(words.length > 100);
  assert.deepEqual([...new Set(words)].filter((word) => !known.has(word)), []);
});

test("the conditions by which the pages judge are those of the daemon", () => {
  const [, list] = /`condition`: ([\w, ]+) \|/.exec(documented.split("\n").find((line) => line.startsWith("| `bitcoin_condition`"))!)!;
  const known = list!.split(", ");
  for (const [condition] of Object.values(verdicts).flat()) assert.ok(known.includes(condition), condition);
});
