import assert from "node:assert/strict";
import { test } from "node:test";
import { describeChart } from "../../src/components/chart_data";
import { Grid } from "../../src/series/grid";
import { newestOf, staleSince } from "../../src/series/newest";

/** Steps of 10 s from 0 to 100 s. */
function picture(values: readonly number[], intervalMs?: number) {
  const grid = new Grid(0, 10_000, 11, 1);
  grid.load(0, 0, values);
  return { grid, lines: [{ label: "a", labels: {}, query: 0, ...(intervalMs === undefined ? {} : { intervalMs }) }], left_out: 0 };
}

test("a queried value is latest for three steps", () => {
  const loaded = picture([1, 2, 3, NaN, NaN], 5000);
  assert.deepEqual(newestOf(loaded, 0, 50_000), { value: 3, t: 20_000, latest: true, stale: false });
  assert.deepEqual(newestOf(loaded, 0, 50_001), { value: 3, t: 20_000, latest: false, stale: true });
  assert.equal(staleSince(loaded, 50_001), 20_000);
  assert.equal(newestOf(picture([NaN], 5000), 0, 50_000), undefined);
});

test("a live value is latest for three of its own intervals, however long the steps are", () => {
  const loaded = picture([1], 1000);
  loaded.grid.put(0, 11_500, 7, 3000);
  assert.deepEqual(newestOf(loaded, 0, 14_500), { value: 7, t: 11_500, latest: true, stale: false });
  assert.equal(newestOf(loaded, 0, 14_501)!.stale, true);
});

test("a picture that stands still has a last value, and is not stale", () => {
  const loaded = picture([1, 2]);
  assert.deepEqual(newestOf(loaded, 0, 1e9), { value: 2, t: 10_000, latest: false, stale: false });
  assert.equal(staleSince(loaded, 1e9), undefined);
});

test("one line that goes on keeps a chart from being stale; words tell which", () => {
  const grid = new Grid(0, 10_000, 11, 2);
  grid.load(0, 0, [1, 2]);
  grid.load(1, 0, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
  const loaded = { grid, lines: ["old", "new"].map((label) => ({ label, labels: {}, query: 0, intervalMs: 5000 })), left_out: 0 };
  assert.equal(staleSince(loaded, 85_000), undefined);
  assert.match(describeChart("T", "1", loaded, { stacked: false, annotations: [], now: 85_000 }), /old last 2, .*; new latest 9,/);
});
