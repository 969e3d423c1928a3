import assert from "node:assert/strict";
import { test } from "node:test";
import { Board } from "../../src/live/board";
import { read } from "../../src/live/hooks";
import { Listeners } from "../../src/live/listeners";
import { covers, matches, PatternSet, reduce, topic, topicName, widen } from "../../src/live/pattern";
import { Picture } from "../../src/live/picture";
import { asPoint, isStale } from "../../src/live/point";
import { parseFrame, type Frame } from "../../src/live/protocol";
import { asActivities, asEvent, asTarget } from "../../src/live/target";
import { liveState } from "../../src/shell/live_state";
import { problemsOf } from "../../src/shell/problems";

const frame = (changes: Partial<Frame>): Frame => ({ kind: "delta", now: 0, rows: [], gone: [], ...changes });

test("a snapshot replaces all, a delta changes and removes", () => {
  const board = new Board();
  board.apply(frame({ kind: "snapshot", rows: [["a", "", 1], ["b/x", "k", 2], ["b/x", "l", 3]] }));
  assert.deepEqual([...board.apply(frame({ rows: [["a", "", 5]], gone: [["b/x", "k"]] }))].sort(), ["a", "b/x"]);
  assert.equal(board.get("a", ""), 5);
  assert.deepEqual(board.select(["b/*"]), [["b/x", "l", 3]]);
  const changed = board.apply(frame({ kind: "snapshot", rows: [["c", "", 1]] }));
  assert.deepEqual([...changed].sort(), ["a", "b/x", "c"]);
  assert.equal(board.size, 1);
  assert.equal(board.get("a", ""), undefined);
});

test("removing what is not there changes nothing", () => {
  assert.equal(new Board().apply(frame({ gone: [["a", "b"]] })).size, 0);
});

test("the board is bounded and counts what it refuses", () => {
  const board = new Board();
  board.apply(frame({ rows: Array.from({ length: 100_001 }, (_, i) => ["t", String(i), i] as const) }));
  assert.equal(board.size, 100_000);
  assert.equal(board.refused, 1);
  board.apply(frame({ rows: [["t", "5", "new"]] }));
  assert.equal(board.get("t", "5"), "new", "known rows still change");
});

test("a held picture stays as it was; where more is asked for it is held anew", () => {
  const picture = new Picture();
  const targets = ["target/*/*"];
  picture.apply(frame({ kind: "snapshot", rows: [["target/x/a", "", "up"], ["target/x/b", "", "up"]] }), targets);
  picture.hold();
  const { complete } = picture;
  assert.deepEqual([...picture.apply(frame({ rows: [["target/x/a", "", "down"], ["target/x/c", "", "up"]], gone: [["target/x/b", ""]] }), targets)], []);
  picture.apply(frame({ kind: "snapshot", rows: [["target/x/a", "", "down"], ["target/x/d", "", "up"]] }), [...targets]);
  assert.deepEqual(picture.board.select(targets), [["target/x/a", "", "up"], ["target/x/b", "", "up"]]);
  assert.equal(picture.complete, complete, "nothing to draw");
  const more = [...targets, "points/x/a/m"];
  const anew = picture.apply(frame({ kind: "snapshot", rows: [["target/x/a", "", "down"], ["points/x/a/m", "", 1]] }), more);
  assert.deepEqual([...anew].sort(), ["points/x/a/m", "target/x/a", "target/x/b"]);
  assert.deepEqual(picture.complete, more);
  assert.deepEqual(picture.board.select(["*/*/*", "*/*/*/*"]), [["target/x/a", "", "down"], ["points/x/a/m", "", 1]], "all is of one moment");
  assert.deepEqual([...picture.apply(frame({ rows: [["points/x/a/m", "", 2], ["target/x/a", "", "up"]] }), more)], []);
  assert.deepEqual([picture.board.get("points/x/a/m", ""), picture.board.get("target/x/a", "")], [1, "down"]);
  assert.deepEqual([...picture.release()].sort(), ["points/x/a/m", "target/x/a"]);
  assert.deepEqual(picture.board.select(["*/*/*", "*/*/*/*"]), [["target/x/a", "", "up"], ["points/x/a/m", "", 2]]);
  assert.deepEqual([...picture.release()], [], "once");
});

test("what is forgotten is not held either", () => {
  const picture = new Picture();
  picture.apply(frame({ kind: "snapshot", rows: [["a", "", "secret"]] }), ["a"]);
  picture.hold();
  assert.deepEqual([...picture.forget()], ["a"]);
  assert.deepEqual([picture.board.get("a", ""), picture.complete], [undefined, []]);
  picture.apply(frame({ kind: "snapshot", rows: [["a", "", "mine"]] }), ["a"]);
  assert.equal(picture.board.get("a", ""), "mine", "still held, and asked for anew");
});

test("frames that are none are left out", () => {
  for (const text of ["", "null", "[]", "{", '{"rows":[]}', '{"now":"1"}']) assert.equal(parseFrame("delta", text), undefined, text);
  assert.deepEqual(parseFrame("delta", '{"now":5,"rows":[["a","",1],["b"],7,[1,2,3]],"gone":[["x","y"],["z"]]}'), { kind: "delta", now: 5, rows: [["a", "", 1]], gone: [["x", "y"]] });
});

test("patterns", () => {
  assert.ok(matches("points/xrpl/*/xrpl_state", "points/xrpl/val-1/xrpl_state"));
  assert.ok(!matches("points/xrpl/*", "points/xrpl/val-1/xrpl_state"), "a wild card is one segment");
  assert.ok(covers("points/*/*/*", "points/xrpl/*/a") && !covers("points/xrpl/*/a", "points/*/*/*"));
  assert.deepEqual(reduce(["b", "a/*", "a/x", "b"]), ["a/*", "b"]);
});

test("rows reach those who want them, once, and nobody after they left", () => {
  const listeners = new Listeners();
  const seen: string[] = [];
  const listener = (name: string, patterns: string[]) => ({ patterns, changed: () => {}, received: (rows: readonly (readonly [string, string, unknown])[]) => seen.push(`${name} ${rows.map(([t]) => t).join()}`) });
  const a = listener("a", ["x/1", "x/2"]), b = listener("b", ["x/*", "x/1"]);
  listeners.add(a);
  listeners.add(b);
  assert.deepEqual([...listeners.of(["x/1", "x/2"])].length, 2);
  assert.equal(listeners.of(["y"]).size, 0);
  listeners.hand([["x/1", "", 0], ["x/3", "", 0], ["y", "", 0]]);
  assert.deepEqual(seen.sort(), ["a x/1", "b x/1,x/3"]);
  listeners.remove(b);
  assert.deepEqual([...listeners.of(["x/1", "x/3"])], [a]);
  assert.ok(!listeners.has(b));
});

test("many or long patterns become few that cover them", () => {
  const few = ["points/xrpl/a/x", "target/*/*"];
  assert.deepEqual(widen(few), few);
  const many = Array.from({ length: 500 }, (_, i) => `points/xrpl/node-${i}/m${i % 5}`);
  assert.deepEqual(widen([...many, "target/*/*"]), [...[0, 1, 2, 3, 4].map((m) => `points/xrpl/*/m${m}`), "target/*/*"]);
  const long = [`points/xrpl/${"n".repeat(10_000)}/m`, "program"];
  const networks = Array.from({ length: 90 }, (_, i) => `points/net-${i}/a/m${i}`);
  for (const patterns of [many, long, networks]) {
    const wide = widen(patterns);
    assert.ok(wide.length <= 40 && wide.join().length <= 3000);
    assert.ok(patterns.every((pattern) => new PatternSet(wide).matches(pattern)));
  }
});

test("names with separators survive in topics", () => {
  const name = 'a/b,c*d%e "<ü>';
  const text = topic("target", "xrpl", name);
  assert.equal(text.split("/").length, 3);
  assert.ok(!text.includes(",") && !text.includes("*"));
  assert.equal(topicName(text.split("/")[2]!), name);
  assert.equal(topicName("%E0%A4%A"), "%E0%A4%A", "broken encoding is shown as it is");
});

test("points: special values, and stale after three intervals", () => {
  const point = asPoint({ t: 1000, i: 100, v: { a: 1, b: "NaN", c: "+Inf", d: "-Inf", e: "7", f: null } })!;
  assert.deepEqual(point.v, { a: 1, b: NaN, c: Infinity, d: -Infinity });
  assert.equal(isStale(point, 1300), false);
  assert.equal(isStale(point, 1301), true);
  assert.equal(isStale({ ...point, i: 0 }, 1e12), false, "interval 0 holds until it is replaced");
  assert.equal(asPoint("x"), undefined);
});

test("an age grows, a countdown falls, an absent series is unknown", () => {
  const point = asPoint({ t: 0, i: 0, v: { s: 100 } });
  assert.equal(read(point, "s", 103_000, "age").value, 3);
  assert.equal(read(point, "s", 90_000, "countdown").value, 10);
  assert.equal(read(point, "other", 0).value, undefined);
  assert.equal(read(undefined, "s", 0).value, undefined);
});

test("targets: what is missing is unknown, what is no target is none", () => {
  assert.equal(asTarget({ network: "xrpl" }), undefined);
  const t = asTarget({ network: "xrpl", node: "a", state: "who knows" })!;
  assert.equal(t.state, "starting");
  assert.equal(asActivities([{ name: "s", interval_seconds: null, last_success: null }])[0]!.lastSuccess, undefined);
  assert.deepEqual(asActivities(undefined), []);
  assert.equal(asEvent({ t: "x" }), undefined);
  assert.equal(asEvent({ t: 1, severity: "?" })!.severity, "info");
});

test("problems: worst first, then oldest; a failed node without reasons is one", () => {
  const node = (name: string, state: string, reasons: unknown[] = []) => asTarget({ network: "xrpl", node: name, state, reasons, last_error: { message: "refused" } })!;
  const reason = (code: string, critical: boolean, since: string) => ({ code, message: code, critical, since });
  const found = problemsOf([
    node("a", "degraded", [reason("w", false, "2026-11-21T10:00:00Z"), reason("c2", true, "2026-11-21T11:00:00Z"), reason("c1", true, "2026-11-21T09:00:00Z")]),
    node("b", "ok"), node("c", "failed"), node("d", "starting"),
  ]);
  assert.deepEqual(found.map(({ node, code }) => `${node} ${code}`), ["c failed", "a c1", "a c2", "a w"]);
  assert.equal(found[0]!.text, "refused");
});

test("the badge: live, lost, paused", () => {
  const open = { state: "open", since: 0 } as const;
  assert.equal(liveState(open, 10_000, false, 11_000).kind, "live");
  assert.equal(liveState(open, 10_000, true, 16_000).kind, "paused");
  assert.deepEqual(liveState(open, 10_000, false, 16_001), { kind: "lost", level: "crit", age: 6.001 }, "nothing heard for three beats");
  assert.equal(liveState({ state: "lost", since: 12_000 }, 10_000, true, 17_000).kind, "lost", "a loss is told while paused, too");
  assert.equal(liveState({ state: "connecting", since: 0 }, 0, false, 1000).kind, "connecting");
});

test("many patterns at once say what each of them says", () => {
  const patterns = ["points/xrpl/a/state", "target/*/*", "table/xrpl/*/ledgers"];
  const set = new PatternSet(patterns);
  for (const text of ["points/xrpl/a/state", "points/xrpl/b/state", "target/xrpl/a", "target/xrpl", "table/xrpl/a/ledgers", "table/xrpl/a/validators"])
    assert.equal(set.matches(text), patterns.some((pattern) => matches(pattern, text)), text);
  assert.ok(!new PatternSet([]).matches("target/xrpl/a"));
});
