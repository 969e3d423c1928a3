import assert from "node:assert/strict";
import { test } from "node:test";
import { queryRange } from "../../src/api/batch";
import { askPeaks } from "../../src/series/peak_steps";

test("lines and peaks of the same steps go in two batches; a refusal of the peaks is none of the lines", async () => {
  const before = globalThis.fetch;
  const asked: string[][] = [];
  globalThis.fetch = async (_url, init) => {
    const { queries } = JSON.parse(String(init?.body)) as { queries: { id: string; expr: string }[] };
    asked.push(queries.map(({ expr }) => expr));
    if (queries.some(({ expr }) => expr.includes("over_time"))) return Response.json({ status: "error", error: "too long" }, { status: 503 });
    return Response.json({ status: "success", data: { results: queries.map(({ id }) => ({ id, series: [{ metric: {}, values: [1] }] })) } });
  };
  try {
    const steps = { start: 0, end: 0, step: 60 };
    const peaks = { min: "min_over_time(up[60s])", max: "max_over_time(up[60s])", bounds: [] };
    const [lines, found, others] = await Promise.all([queryRange("up", steps), askPeaks([peaks], steps), queryRange("down", steps)]);
    for (const answer of [lines, others]) assert.deepEqual(answer, { series: [{ metric: {}, values: Float64Array.of(1) }] });
    assert.deepEqual(found.map(({ into, series }) => [into, series]), [["min", []], ["max", []]]);
    assert.deepEqual(asked, [["up", "down"], [peaks.min, peaks.max]]);
  } finally {
    globalThis.fetch = before;
  }
});
