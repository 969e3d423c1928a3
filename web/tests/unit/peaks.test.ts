import assert from "node:assert/strict";
import { test } from "node:test";
import { chartCsv, linesWithBands, tableRows, valueColumns } from "../../src/components/chart_data";
import { Grid, stepFor, steps, summary } from "../../src/series/grid";
import { putPeaks } from "../../src/series/peak_steps";
import { peaksOf, peaksOfSamples } from "../../src/series/peaks";

const max = (expr: string, step = 60) => peaksOf(expr, step)?.max;

test("peaks of a selector, of its scale and of its aggregate come from the samples", () => {
  assert.deepEqual(peaksOf('xrpl_ledger_age_seconds{node="a"}', 5), {
    min: 'min_over_time(xrpl_ledger_age_seconds{node="a"}[5s])', max: 'max_over_time(xrpl_ledger_age_seconds{node="a"}[5s])', bounds: [],
  });
  assert.equal(max('xrpl_peer_latency_p90_ms{node="a"} / 1000'), 'max_over_time(xrpl_peer_latency_p90_ms{node="a"}[60s]) / 1000');
  assert.equal(max("xrpl_fee_median_xrp * 1e6"), "max_over_time(xrpl_fee_median_xrp[60s]) * 1e6");
  assert.equal(max("max(nodewatch_loop_lag_seconds)"), "max(max_over_time(nodewatch_loop_lag_seconds[60s]))");
  assert.equal(max('{__name__="up"}'), 'max_over_time({__name__="up"}[60s])');
  // A brace and a quote in a name of a node.
  assert.equal(max('up{node="a}\\"{"} * 2'), 'max_over_time(up{node="a}\\"{"}[60s]) * 2');
});

test("peaks of other expressions come from moments of the step, not more than 60", () => {
  for (const expr of ["sum(rate(up[1m])) * 100", "up * -1", "up / other", "up[5m]", "-up", "up offset 5m", "2 - up"]) {
    assert.equal(peaksOfSamples(expr, 60), undefined, expr);
    assert.equal(max(expr), `max_over_time((${expr})[60s:10s])`);
  }
  assert.equal(max("rate(up[1m])", 7200), "max_over_time((rate(up[1m]))[7200s:120s])");
  assert.equal(peaksOf("rate(up[1m])", 10), undefined);
  assert.equal(peaksOfSamples("", 60), undefined);
});

test("the moments of a step divide it: one of them is that of the value it shows", () => {
  const beyond = stepFor(3650 * 86_400_000, 360);
  for (const seconds of [...steps, beyond].map((ms) => ms / 1000)) {
    const asked = max("rate(up[1m])", seconds);
    if (seconds <= 10) assert.equal(asked, undefined);
    else {
      const [, window, resolution] = /\[(\d+)s:(\d+)s\]\)$/.exec(asked!)!.map(Number);
      assert.equal(window, seconds);
      assert.equal(seconds % resolution!, 0, asked);
      assert.ok(seconds / resolution! >= 2 && seconds / resolution! <= 60, asked);
    }
  }
  assert.equal(max("rate(up[1m])", 15), "max_over_time((rate(up[1m]))[15s:5s])");
});

/** Two lines in three steps of a minute; the first has a peak in the second step. */
function picture() {
  const grid = new Grid(0, 60_000, 3, 2);
  const lines = ["a", "b"].map((node) => ({ label: node, labels: { __name__: "up", node }, query: 0 }));
  grid.load(0, 0, [1, 2, 3]);
  grid.load(1, 0, [5, 5, 5]);
  const series = (node: string, values: number[]) => ({ metric: { node }, values: Float64Array.from(values) });
  putPeaks(grid, lines, [
    { query: 0, into: "max", bound: false, startMs: 0, series: [series("b", [5, 5, 5]), series("a", [1, 9, 3]), series("gone", [7, 7, 7])] },
    { query: 0, into: "min", bound: false, startMs: 0, series: [series("b", [5, 5, 5]), series("a", [1, 0, NaN])] },
    { query: 1, into: "max", bound: false, startMs: 0, series: [series("a", [99, 99, 99])] },
  ]);
  return { grid, lines, left_out: 0 };
}

test("peaks go to the line with the same labels, and into table, file and summary", () => {
  const loaded = picture();
  assert.deepEqual(linesWithBands(loaded), [0]);
  assert.deepEqual([summary(loaded.grid.columns[0]!)!.min, summary(loaded.grid.columns[0]!)!.max], [0, 9]);
  const columns = valueColumns(loaded, false);
  assert.deepEqual(columns.map(({ title }) => title), ["a", "a min", "a max", "b"]);
  assert.deepEqual(tableRows(loaded, []).map((row) => columns.map(({ value }) => value(row))), [[3, NaN, 3, 5], [2, 0, 9, 5], [1, 1, 1, 5]]);
  assert.deepEqual(valueColumns(loaded, true).map(({ title }) => title), ["a", "b"], "a sum has no peaks of its lines");
  assert.deepEqual(chartCsv(loaded, []), [
    ["time", "a", "a min", "a max", "b"],
    ["1970-01-01T00:00:00.000Z", 1, 1, 1, 5], ["1970-01-01T00:01:00.000Z", 2, 0, 9, 5], ["1970-01-01T00:02:00.000Z", 3, "", 3, 5],
  ]);
});

test("what only bounds the truth stands in the band alone", () => {
  // Two series of 1 and 5 that change places within the step: their sum is 6 at all times, its bounds are 2 and 10.
  const told = (expr: string) => {
    const wanted = peaksOf(expr, 60)!;
    const grid = new Grid(0, 60_000, 2, 1);
    grid.load(0, 0, [6, 6]);
    const of = (into: "min" | "max", value: number) => ({ query: 0, into, bound: wanted.bounds.includes(into), startMs: 0, series: [{ metric: {}, values: Float64Array.of(value, value) }] });
    const loaded = { grid, lines: [{ label: "a", labels: {}, query: 0 }], left_out: 0 };
    putPeaks(grid, loaded.lines, [of("min", 2), of("max", 10)]);
    assert.deepEqual(linesWithBands(loaded), [0], expr);
    const { min, max } = summary(grid.columns[0]!)!;
    return [...chartCsv(loaded, [])[0]!.slice(1), min, max];
  };
  assert.deepEqual(told("sum(up)"), ["a", 6, 6]);
  assert.deepEqual(told("avg( up )"), ["a", 6, 6]);
  assert.deepEqual(told("max(up)"), ["a", "a max", 6, 10]);
  assert.deepEqual(told("min(up)"), ["a", "a min", 2, 6]);
  assert.deepEqual(told("up"), ["a", "a min", "a max", 2, 10]);
  assert.deepEqual(told("sum(rate(up[1m]))"), ["a", "a min", "a max", 2, 10], "of moments that were");
});
