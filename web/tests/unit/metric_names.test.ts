import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { betanetCondition, verdicts as ofBetanet } from "../../src/betanet/limits";
import { conditionMeasurement, verdicts as ofBitcoin } from "../../src/bitcoin/conditions";
import { hostCondition, verdicts as ofHosts } from "../../src/host/conditions";
import type { Verdict } from "../../src/node/conditions";

const documented = readFileSync("../docs/metrics.md", "utf8");

const known = new Set([...documented.matchAll(/^\| `(\w+)`|^## (\w+)$/gm)].map(([, metric, measurement]) => metric ?? measurement!));
/** Names that are put together in the pages are there as far as they are written. */
const isKnown = (word: string) => known.has(word) || [...known].some((name) => name.startsWith(word));

for (const [beginning, least] of [["bitcoin", 100], ["betanet", 30], ["node", 40], ["host", 10], ["nodewatch_scrape", 10], ["nodewatch_cgroup", 5], ["nodewatch_breaker", 3]] as const)
  test(`every ${beginning}_ word of the pages is a metric or a measurement of the documentation`, () => {
    const sources = (readdirSync("src", { recursive: true }) as string[]).filter((name) => /\.tsx?$/.test(name));
    // Not the names of files that are imported.
    const words = sources.flatMap((name) => [...readFileSync(join("src", name), "utf8").replace(/(from |import\()"[^"]*"/g, "").matchAll(new RegExp(`\\b${beginning}_[a-zA-Z0-9_]*`, "g"))].map(([word]) => word));
    assert.ok(words.length > least, `only ${words.length}`);
    assert.deepEqual([...new Set(words)].filter((word) => !isKnown(word)), []);
  });

test("the conditions by which the pages judge are those of the daemon", () => {
  for (const [series, verdicts] of [[conditionMeasurement, ofBitcoin], [betanetCondition, ofBetanet], [hostCondition, ofHosts]] as const) {
    const [, list] = /`condition`: ([\w, ]+) \|/.exec(documented.split("\n").find((line) => line.startsWith(`| \`${series}\``))!)!;
    for (const [condition] of Object.values<Verdict>(verdicts).flat()) assert.ok(list!.split(", ").includes(condition), condition);
  }
});
