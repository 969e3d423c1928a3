import assert from "node:assert/strict";
import { test } from "node:test";
import { Grid, stepFor, summary } from "../../src/series/grid";
import { alignedSteps } from "../../src/series/loader";

const list = (values: Float64Array) => Array.from(values, (v) => (Number.isNaN(v) ? null : v));

test("steps", () => {
  assert.equal(stepFor(3_600_000, 360), 10_000);
  assert.equal(stepFor(300_000, 360), 1000);
  assert.equal(stepFor(86_400_000 * 7, 360), 1_800_000);
  assert.equal(stepFor(86_400_000 * 3650, 360), 11 * 86_400_000);
  const { start, stepMs, count } = alignedSteps({ from: 12_345_000, to: 12_405_000 }, 10);
  assert.equal(start % stepMs, 0);
  assert.ok(start <= 12_345_000 && start + (count - 1) * stepMs >= 12_405_000);
});

test("history is put where its times say", () => {
  const grid = new Grid(10_000, 1000, 5, 1);
  grid.load(0, 12_000, [1, NaN, 3, 4]);
  assert.deepEqual(list(grid.columns[0]!.last), [null, null, 1, null, 3]);
});

test("a live sample belongs to the step at or after it, and fills those since the one before", () => {
  const grid = new Grid(0, 1000, 10, 1);
  grid.put(0, 1500, 7, 6000);
  grid.put(0, 5000, 9, 6000);
  assert.deepEqual(list(grid.columns[0]!.last), [null, null, 7, 7, 7, 9, null, null, null, null]);
});

test("a gap stays a gap", () => {
  const grid = new Grid(0, 1000, 10, 1);
  grid.put(0, 1000, 7, 3000);
  grid.put(0, 8000, 9, 3000);
  assert.deepEqual(list(grid.columns[0]!.last), [null, 7, null, null, null, null, null, null, 9, null]);
});

test("the first live sample continues the history that was loaded, unless that is too long ago", () => {
  const grid = new Grid(0, 1000, 8, 2);
  for (const column of [0, 1]) grid.load(column, 0, [6, 6, 6, 6, 6]);
  grid.put(0, 7000, 6, 6000);
  assert.deepEqual(list(grid.columns[0]!.last), [6, 6, 6, 6, 6, 6, 6, 6]);
  grid.put(1, 7000, 6, 2000);
  assert.deepEqual(list(grid.columns[1]!.last), [6, 6, 6, 6, 6, null, null, 6]);
});

test("several samples in one step: the last, the least and the greatest", () => {
  const grid = new Grid(0, 10_000, 3, 1);
  for (const [t, v] of [[11_000, 5], [12_000, 1], [13_000, 8], [14_000, 4]] as const) grid.put(0, t, v, 60_000);
  const column = grid.columns[0]!;
  assert.deepEqual([column.last[2], column.min[2], column.max[2]], [4, 1, 8]);
  grid.put(0, 13_500, 99, 60_000);
  assert.equal(column.last[2], 4, "an older sample that comes late changes nothing");
});

test("the window moves on and forgets, at constant size", () => {
  const grid = new Grid(0, 1000, 4, 1);
  grid.load(0, 0, [1, 2, 3, 4]);
  grid.advance(5000);
  assert.equal(grid.start, 2000);
  assert.deepEqual(list(grid.columns[0]!.last), [3, 4, null, null]);
  grid.advance(1_000_000);
  assert.deepEqual(list(grid.columns[0]!.last), [null, null, null, null]);
  assert.equal(grid.columns[0]!.last.length, 4);
  grid.advance(1000);
  assert.equal(grid.end, 1_000_000, "it never moves back");
});

test("a summary knows only what is known", () => {
  const grid = new Grid(0, 1000, 4, 2);
  grid.load(0, 0, [2, NaN, 4, NaN]);
  assert.deepEqual(summary(grid.columns[0]!), { last: 4, min: 2, max: 4, mean: 3, count: 2 });
  assert.equal(summary(grid.columns[1]!), undefined);
});

test("the step of a moment is the one at or after it, none outside the window", () => {
  const grid = new Grid(10_000, 5000, 4, 0);
  assert.deepEqual([10_000, 10_001, 25_000].map((t) => grid.stepOf(t)), [0, 1, 3]);
  assert.deepEqual([5000, 25_001].map((t) => grid.stepOf(t)), [undefined, undefined]);
});

test("a window whose beginning stands still grows; what was known stays", () => {
  const grid = new Grid(0, 10, 3, 1);
  grid.load(0, 0, [1, 2, 3]);
  grid.grow(20, 10);
  assert.equal(grid.count, 3);
  grid.grow(35, 10);
  assert.deepEqual([grid.start, grid.count, grid.end], [0, 5, 40]);
  grid.put(0, 35, 7, 100);
  assert.deepEqual([...grid.columns[0]!.last], [1, 2, 3, 3, 7]);
  assert.deepEqual([...grid.columns[0]!.max], [NaN, NaN, NaN, NaN, 7]);
});

test("a window that grows ends at its limit; what comes later is left out", () => {
  const grid = new Grid(0, 10, 3, 1);
  grid.grow(1_000_000_000, 6);
  assert.deepEqual([grid.count, grid.end, grid.columns[0]!.last.length], [6, 50, 6]);
  grid.put(0, 1_000_000_000, 7, 100);
  grid.grow(1_000_000_100, 6);
  assert.equal(grid.count, 6);
  assert.ok(grid.columns[0]!.last.every((value) => Number.isNaN(value)));
});
