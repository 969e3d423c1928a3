import assert from "node:assert/strict";
import { test } from "node:test";
import { readCardinality, readLog } from "../../src/api/own_status";
import { daysLeft, growth, sizeIn } from "../../src/health/forecast";

const hour = 3_600_000;

test("growth is a straight line through what is known", () => {
  // 100 bytes an hour for two days, with a gap: 2400 a day.
  const values = Float64Array.from({ length: 49 }, (_, i) => (i > 10 && i < 20 ? NaN : 1000 + 100 * i));
  const { perDay, days, last } = growth(values, hour);
  assert.ok(Math.abs(perDay! - 2400) < 1e-6);
  assert.equal(days, 2);
  assert.equal(last, 5800);
  // Of (0, 0), (1, 3), (2, 3) days the line of least squares rises by 1.5 a day.
  assert.ok(Math.abs(growth(Float64Array.of(0, 3, 3), 24 * hour).perDay! - 1.5) < 1e-9);
});

test("less than a day of history gives no forecast", () => {
  const few = growth(Float64Array.from({ length: 24 }, (_, i) => i), hour);
  assert.equal(few.perDay, undefined);
  assert.equal(daysLeft(few), undefined, "unknown, not never");
  assert.equal(sizeIn(few, 30), undefined);
  assert.deepEqual(growth(Float64Array.of(NaN, NaN), hour), { perDay: undefined, days: 0, last: undefined });
});

test("days left and sizes to come", () => {
  assert.equal(daysLeft({ perDay: -50, days: 3, last: 1000 }), 20);
  assert.equal(daysLeft({ perDay: 50, days: 3, last: 1000 }), Infinity);
  assert.equal(sizeIn({ perDay: 50, days: 3, last: 1000 }, 30), 2500);
  assert.equal(sizeIn({ perDay: -50, days: 3, last: 1000 }, 30), 1000);
});

test("answers of other shapes are unknown, not errors", () => {
  assert.deepEqual(readCardinality({ headStats: { numSeries: 7 }, seriesCountByMetricName: [{ name: "a", value: 5 }, { name: 3, value: 1 }, null], labelValueCountByLabelName: "x" }),
    { series: 7, metrics: [{ name: "a", count: 5 }], labels: [] });
  assert.deepEqual(readCardinality(undefined), { series: undefined, metrics: [], labels: [] });
  assert.deepEqual(readLog({ dropped: 4, lines: [{ t: 1, level: "warn", component: "app", text: "x" }, { t: "1" }, { t: 2, level: "loud", component: "", text: "" }] }),
    [{ id: 6, t: 2, level: "info", component: "", text: "" }, { id: 4, t: 1, level: "warn", component: "app", text: "x" }]);
  assert.deepEqual(readLog(null), []);
});
