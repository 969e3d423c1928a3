import assert from "node:assert/strict";
import { test } from "node:test";
import { fullest, infoOf, type MetricInfo } from "../../src/api/metadata";

const family = (type: string): MetricInfo => ({ type, help: `A ${type}`, unit: "" });
const known = new Map(["counter", "histogram", "gaugehistogram", "summary", "info", "gauge", "unknown"].map((type) => [type, family(type)]));

test("a series is of the family that its name ends with a word of", () => {
  for (const name of ["counter", "counter_total", "histogram_bucket", "histogram_sum", "histogram_count", "gaugehistogram_bucket", "gaugehistogram_gsum", "gaugehistogram_gcount", "summary", "summary_sum", "summary_count", "info_info", "gauge", "unknown"])
    assert.equal(infoOf(name, known), known.get(name.split("_")[0]!), name);
});

test("a series of another name is of no family", () => {
  for (const name of ["counter_bucket", "counter_created", "gauge_total", "gauge_sum", "unknown_count", "summary_bucket", "histogram_", "histogram_a_sum", "_total", "total", "_", ""])
    assert.equal(infoOf(name, known), undefined, name);
});

test("what is told of a name goes before what is told of a family", () => {
  const total = family("gauge");
  assert.equal(infoOf("counter_total", new Map([...known, ["counter_total", total]])), total);
});

test("of several entries the one counts that says most", () => {
  const nothing = { type: "unknown", help: "", unit: "" };
  const typed = { ...nothing, type: "gauge" };
  const helped = { ...nothing, help: "Of bytes" };
  assert.deepEqual(fullest([nothing, typed, family("counter"), helped]), family("counter"));
  assert.deepEqual(fullest([nothing, typed, helped]), helped);
  assert.deepEqual(fullest([typed, { ...typed, unit: "bytes" }]), typed);
  assert.deepEqual(fullest([]), nothing);
});
