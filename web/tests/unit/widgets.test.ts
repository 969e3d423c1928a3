import assert from "node:assert/strict";
import { test } from "node:test";
import { availability } from "../../src/components/availability_bar";
import { axisRange, chartCsv, tableRows } from "../../src/components/chart_data";
import { stackColumns, totalAt } from "../../src/components/chart_stack";
import { labelWidth } from "../../src/components/chart_options";
import { chartKey, cursorIn, holdCursor } from "../../src/components/chart_keys";
import { eventMarks, marksNear } from "../../src/components/event_marks";
import { segments, shares } from "../../src/components/state_segments";
import { filterRows, parseSorting, sortRows, tableCsv, visibleRows } from "../../src/components/table_model";
import { judge } from "../../src/components/threshold";
import { readBatch, seriesOf } from "../../src/api/batch";
import { sample } from "../../src/api/json";
import { readResult } from "../../src/api/prometheus";
import { legendRows, toLoaded } from "../../src/explore/result";
import { Grid } from "../../src/series/grid";
import { score, searchItems } from "../../src/shell/palette_items";

test("thresholds", () => {
  const above = { direction: "above", warn: 10, crit: 20 } as const;
  assert.deepEqual([9, 10, 20].map((v) => judge(v, above)), ["ok", "warn", "crit"]);
  const below = { direction: "below", warn: 98, crit: 95 } as const;
  assert.deepEqual([98, 97.99, 94].map((v) => judge(v, below)), ["ok", "warn", "crit"]);
  assert.equal(judge(undefined, above), undefined, "no verdict on what is not known");
  assert.equal(judge(NaN, above), undefined);
});

test("axes: percentages end at 100, amounts begin at 0, a constant is not blown up", () => {
  assert.deepEqual(axisRange(99.4, 100, { unit: "percent" }), [95, 100]);
  assert.deepEqual(axisRange(42.7, 99, { unit: "percent" }), [42, 100]);
  assert.deepEqual(axisRange(20, 20, { unit: "1" })[0], 0);
  assert.deepEqual(axisRange(0, 0, { unit: "1" }), [0, 1]);
  assert.deepEqual(axisRange(NaN, NaN, { unit: "1" }), [0, 1]);
});

test("tables: numbers before texts, unknown last in both directions, ties in order", () => {
  const columns = [{ id: "v", title: "V", value: (r: { v: string | number | undefined }) => r.v }];
  const rows = [{ v: 10 }, { v: undefined }, { v: 9 }, { v: "b" }, { v: "a10" }, { v: "a9" }];
  const order = (text: string) => sortRows(rows, columns, parseSorting(text, columns)).map(({ v }) => v);
  assert.deepEqual(order("v"), [9, 10, "a9", "a10", "b", undefined]);
  assert.deepEqual(order("-v"), ["b", "a10", "a9", 10, 9, undefined]);
  assert.deepEqual(order("nonsense"), rows.map(({ v }) => v));
  assert.equal(filterRows(rows, columns, "A 1").length, 1, "all words, any case");
  assert.deepEqual(tableCsv(rows.slice(0, 2), columns), [["V"], [10], [""]]);
});

test("only rows in sight, with some around them", () => {
  assert.deepEqual(visibleRows(0, 300, 30, 5000), { first: 0, last: 18 });
  assert.deepEqual(visibleRows(3000, 300, 30, 5000), { first: 92, last: 118 });
  assert.deepEqual(visibleRows(1e9, 300, 30, 5000), { first: 4992, last: 5000 });
});

test("a timeline stops where the data stops", () => {
  const list = segments([7, 7, NaN, NaN, 5, 7], 1000, 100);
  assert.deepEqual(list.map(({ state, from, to }) => [state, from, to]), [[7, 1000, 1200], [undefined, 1200, 1400], [5, 1400, 1500], [7, 1500, 1600]]);
  assert.deepEqual(shares(list), [{ state: 7, share: 0.5 }, { state: 5, share: 1 / 6 }, { state: undefined, share: 1 / 3 }], "what is not known has a share, too");
});

test("availability counts known time only, and puts touching steps together", () => {
  const grid = new Grid(0, 1000, 6, 1);
  grid.load(0, 0, [NaN, 1, 0.5, 0, 1, 1]);
  const { share, unknownMs, incidents } = availability(grid, 6);
  assert.equal(share, 0.7);
  assert.equal(unknownMs, 1000);
  assert.deepEqual(incidents, [{ from: 1000, to: 3000, downMs: 1500 }]);
  assert.equal(availability(new Grid(0, 1000, 3, 1), 3).share, undefined);
});

test("labels of many digits get the room that they need", () => {
  const width = (text: string) => 7 * text.length;
  assert.equal(labelWidth(["0", "20 /s"], width), 58);
  assert.equal(labelWidth(["0", "400,000 /s"], width), 80);
});

test("keys in a chart", () => {
  const cursor = { index: 100, line: 0, brush: undefined };
  const press = (key: string, shift = false, from: Parameters<typeof chartKey>[2] = cursor) => chartKey(key, shift, from, 361, 3);
  assert.deepEqual(press("ArrowLeft"), { cursor: { ...cursor, index: 94 } });
  assert.deepEqual(press("ArrowRight", true), { cursor: { ...cursor, index: 101 } });
  assert.deepEqual(press("ArrowLeft", false, { ...cursor, index: 2 }), { cursor: { ...cursor, index: 0 } });
  assert.deepEqual(press("ArrowUp"), { cursor: { ...cursor, line: 2 } });
  assert.deepEqual(press("b"), { cursor: { ...cursor, brush: 100 } });
  assert.deepEqual(press("b", false, { ...cursor, brush: 150 }), { zoom: [100, 150] });
  assert.deepEqual(press("Enter"), { pin: 100 });
  assert.deepEqual(chartKey("e", false, cursor, 361, 3, [40, 120, 90]), { cursor: { ...cursor, index: 120 } });
  assert.deepEqual(chartKey("E", true, cursor, 361, 3, [40, 120, 90]), { cursor: { ...cursor, index: 90 } });
  assert.deepEqual(chartKey("e", false, { ...cursor, index: 120 }, 361, 3, [40, 120, 90]), { cursor: { ...cursor, index: 40 } }, "around the end");
  assert.equal(chartKey("e", false, cursor, 361, 3, []), undefined);
  assert.equal(press("p"), undefined, "other keys are for the page");
});

test("the cursor of the keyboard stays at its time while the window slides", () => {
  const window = { start: 1_000_000, stepMs: 10_000, count: 361 };
  const held = holdCursor(window, { index: 120, line: 1, brush: 3 });
  assert.deepEqual(cursorIn(window, held), { index: 120, line: 1, brush: 3 });
  assert.deepEqual(cursorIn({ ...window, start: 1_050_000 }, held), { index: 115, line: 1, brush: 0 }, "what left it stands at the edge");
  assert.deepEqual(cursorIn({ start: 1_000_000, stepMs: 30_000, count: 121 }, held), { index: 40, line: 1, brush: 1 }, "loaded anew with longer steps");
});

test("a batch answer", () => {
  const results = readBatch({ results: [{ id: "0", series: [{ metric: { node: "a", bad: 1 }, values: [1, null, "+Inf", "NaN"] }] }, { id: "1", error: "no" }, 5] });
  const first = results.get("0")!;
  assert.ok("series" in first);
  assert.deepEqual([...first.series[0]!.values], [1, NaN, Infinity, NaN]);
  assert.deepEqual(first.series[0]!.metric, { node: "a" });
  assert.deepEqual(results.get("1"), { error: "no" });
  assert.throws(() => seriesOf(results.get("1")!), /^Error: no$/);
  assert.equal(readBatch("rubbish").size, 0);
});

test("numbers that JSON cannot write: the same texts in points, batches and results", () => {
  const texts = ["NaN", "+Inf", "-Inf"], numbers = [NaN, Infinity, -Infinity];
  assert.deepEqual(texts.map(sample), numbers);
  assert.deepEqual(["Inf", "", "12", "toString", null, {}].map(sample), Array(6).fill(undefined));
  const result = readResult({ data: { resultType: "matrix", result: [{ metric: {}, values: [[0, "1.5e3"], ...texts.map((text, i) => [i + 1, text])] }] } });
  assert.deepEqual(Array.from(toLoaded(result, 0, 3, 1).grid.columns[0]!.last), [1500, ...numbers]);
});

test("a matrix becomes a picture; of many series the greatest are drawn", () => {
  const result = readResult({ data: { resultType: "matrix", result: Array.from({ length: 60 }, (_, i) => ({ metric: { i: String(i) }, values: [[10, String(i)], [20, "NaN"]] })) } });
  const picture = toLoaded(result, 10, 30, 10);
  assert.equal(picture.lines.length, 50);
  assert.equal(picture.left_out, 10);
  assert.equal(picture.lines[0]!.labels.i, "59");
  assert.deepEqual(Array.from(picture.grid.columns[0]!.last).slice(0, 1), [59]);
});

test("the list of Explore tells the age of a last value that has no successor", () => {
  const result = readResult({ data: { resultType: "matrix", result: [{ metric: { i: "0" }, values: [[0, "1"], [10, "2"]] }, { metric: { i: "1" }, values: [[0, "3"], [100, "4"]] }] } });
  const ages = (now: number, everyMs?: number) => legendRows(toLoaded(result, 0, 100, 10, everyMs), now).map(({ last, age }) => [last, age]);
  assert.deepEqual(ages(101_000, 10_000), [[2, 91], [4, undefined]]);
  assert.deepEqual(ages(101_000), [[2, undefined], [4, undefined]], "of yesterday nothing is late");
});

test("the rows of a chart's table are those where something is known, newest first", () => {
  const grid = new Grid(0, 1000, 4, 1);
  grid.load(0, 0, [1, NaN, 3, NaN]);
  assert.deepEqual(tableRows({ grid, lines: [], left_out: 0 }, []).map(({ time }) => time), [2000, 0]);
  const restart = { t: 2500, text: "restart", level: "info" as const };
  assert.deepEqual(tableRows({ grid, lines: [], left_out: 0 }, [restart]).map(({ time, events }) => [time, events.length]), [[3000, 1], [2000, 0], [0, 0]]);
  assert.deepEqual(chartCsv({ grid, lines: [{ label: "a", labels: {}, query: 0 }], left_out: 0 }, [restart]).at(-1), ["1970-01-01T00:00:03.000Z", "", "restart"]);
});

test("marks of a node: restarts, states and versions, oldest first", () => {
  const event = (t: number, code: string, changes = {}) => ({ t, code, severity: "info" as const, text: "x", network: "xrpl", node: "a", id: String(t), ...changes });
  const events = [event(3, "state", { severity: "critical", text: "failed, was ok" }), event(2, "peers_low"), event(1, "restart"), event(4, "version", { node: "b" }), event(5, "version", { network: "other" })];
  assert.deepEqual(eventMarks(events, "xrpl", "a"), [{ t: 1, text: "restart: x", level: "info" }, { t: 3, text: "state: failed, was ok", level: "crit" }]);
  assert.deepEqual(marksNear(eventMarks(events, "xrpl", "a"), 5, 2).map(({ t }) => t), [3]);
});

test("a stack: unknown adds nothing and stays a gap, negative values go down, hidden lines are left out", () => {
  const columns = [[1, NaN, 3, -1], [10, 20, NaN, 5], [100, 200, 300, -2]];
  const stack = (...hidden: number[]) => stackColumns(columns, new Set(hidden)).map((values) => [...values]);
  assert.deepEqual(stack(), [[1, NaN, 3, -1], [11, 20, NaN, 5], [111, 220, 303, -3]]);
  assert.deepEqual(stack(1), [[1, NaN, 3, -1], [NaN, NaN, NaN, NaN], [101, 200, 303, -3]]);
  assert.equal(totalAt([1, NaN, 3]), 4);
  assert.equal(totalAt([NaN]), undefined, "nothing known is not zero");
});

test("the palette finds by letters in order, whole words first", () => {
  assert.equal(score("xyz", "abc"), undefined);
  const items = ["xrpl_peer_count", "peers", "xrpl_up"].map((text) => ({ kind: "metric" as const, text, href: text }));
  assert.deepEqual(searchItems(items, "peer", 5).map(({ text }) => text), ["peers", "xrpl_peer_count"]);
  assert.deepEqual(searchItems(items, "xpe", 5).map(({ text }) => text), ["xrpl_peer_count"]);
  assert.equal(searchItems(items, "", 2).length, 2);
});
