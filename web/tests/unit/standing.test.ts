import assert from "node:assert/strict";
import { test } from "node:test";
import { boardFreshness, freshness } from "../../src/live/freshness";
import { queryReading } from "../../src/live/hooks";
import { asPoint } from "../../src/live/point";
import { collectorLevel } from "../../src/health/collectors";
import { asActivities, asTarget } from "../../src/live/target";
import { agreementLevel } from "../../src/xrpl/limits";
import { overallOf, standingOf } from "../../src/networks/standing";
import { overview as scrape } from "../../src/networks/scrape";
import { overview } from "../../src/networks/xrpl";
import type { Freshness } from "../../src/live/freshness";

const now = 1_000_000;
const target = (node: string, state = "ok", reasons: unknown[] = []) => asTarget({ network: "xrpl", node, state, reasons })!;
/** `value`: 7 proposing, 3 syncing, 0 down. */
const state = (value: number, age = 0) => asPoint({ t: now - age, i: 1000, v: { xrpl_validator_state_value: value } });
const standing = (t: ReturnType<typeof target>, point: ReturnType<typeof state>, board: Freshness = "fresh") => standingOf(t, overview, point, board, now - 9000, now);
const all = (nodes: readonly ReturnType<typeof standing>[], board: Freshness = "fresh") => overallOf(nodes, board, now - 9000, (ms) => `${ms / 1000} s`);

test("a value is fresh for three intervals; one that nobody told is unknown", () => {
  assert.deepEqual([3000, 3001].map((age) => freshness(now - age, 1000, now)), ["fresh", "stale"]);
  assert.equal(freshness(undefined, 1000, now), "unknown");
  assert.equal(freshness(0, 0, now), "fresh", "without an interval it holds until it is replaced");
});

test("an answer to a query is stale when it was not followed by others", () => {
  assert.deepEqual([180_000, 180_001].map((age) => queryReading(0, now - age, 60_000, now).stale), [false, true]);
  assert.equal(queryReading(NaN, now, 60_000, now).value, undefined);
});

test("the board is as fresh as its stream", () => {
  const open = { state: "open", since: 0 } as const;
  assert.equal(boardFreshness(open, 0, now), "unknown");
  assert.equal(boardFreshness({ state: "lost", since: 0 }, 0, now), "unknown", "a loss before the first frame");
  assert.equal(boardFreshness(open, now - 6000, now), "fresh");
  assert.equal(boardFreshness(open, now - 6001, now), "stale");
  assert.equal(boardFreshness({ state: "lost", since: 0 }, now, now), "stale");
});

test("a node is well only when it and the daemon say so, now", () => {
  assert.equal(standing(target("a"), state(7)).level, "ok");
  assert.equal(standing(target("a"), state(7, 3001)).level, "stale");
  assert.equal(standing(target("a"), undefined).level, "stale", "nothing is known of its state");
  assert.equal(standing(target("a"), state(7), "stale").level, "stale", "the stream is lost");
  assert.equal(standing(target("a", "starting"), undefined).level, "info");
  assert.equal(standing(target("a", "failed"), undefined).level, "crit", "that nothing comes is known");
});

test("the level is the worse of what the daemon and the node say", () => {
  for (const [value, level, word] of [[0, "crit", "down"], [3, "warn", "syncing"], [7, "ok", "proposing"]] as const) {
    const found = standing(target("a"), state(value));
    assert.deepEqual([found.level, found.word], [level, word]);
  }
  assert.equal(standing(target("a", "failed"), state(7)).level, "crit");
});

test("a file that is told of among the nodes is none; what is wrong with it counts", () => {
  const file = (value: number, told: string, board: Freshness = "fresh") =>
    standingOf(asTarget({ network: "scrape", node: "configuration/f", state: told, reasons: told === "ok" ? [] : [{ code: "not_scraped", message: "job a", critical: false }] })!, scrape, asPoint({ t: now, i: 0, v: { nodewatch_scrape_state: value } }), board, now, now);
  assert.deepEqual([file(3, "ok").level, file(3, "ok").file, file(2, "ok").file], ["info", "read; some of its keys have no effect here", undefined]);
  const say = (...[nodes, board]: Parameters<typeof all>) => [all(nodes, board).level, all(nodes, board).text];
  const well = standing(target("a"), state(7));
  assert.deepEqual(say([well, file(3, "ok")]), ["ok", "No problems"]);
  assert.deepEqual(say([well, file(4, "degraded")]), ["warn", "1 problem"]);
  assert.deepEqual(say([file(3, "ok")]), ["info", "No node is watched"]);
  assert.equal(all([standing(target("a"), state(7), "stale"), file(3, "ok", "stale")], "stale").silent, 1);
});

test("no problems is said only when every node is known and fresh", () => {
  const well = standing(target("a"), state(7));
  const say = (nodes: Parameters<typeof all>[0], board?: Freshness) => {
    const { level, text } = all(nodes, board);
    return `${level}: ${text}`;
  };
  assert.equal(say([well]), "ok: No problems");
  assert.equal(say([], "unknown"), "stale: Nothing heard yet");
  assert.equal(say([]), "info: No node is watched");
  assert.equal(say([well, standing(target("b", "starting"), undefined)]), "info: 1 node starting");
  assert.equal(say([well, standing(target("b"), state(7, 4000))]), "stale: 1 node not heard since 996 s");
  assert.equal(say([well, standing(target("b"), undefined)]), "stale: 1 node not heard yet");
  assert.equal(say([well, standing(target("b"), state(0))]), "crit: 1 problem", "the daemon has not concluded it yet");
  const lost = [target("a"), target("b", "failed")].map((t) => standing(t, state(7), "stale"));
  assert.equal(say(lost, "stale"), "stale: 1 problem when last heard · 2 nodes not heard since 991 s");
});

test("agreement of a window that was not watched as a whole can be bad, not good", () => {
  assert.equal(agreementLevel(100, 0.98, "1h"), "ok");
  assert.equal(agreementLevel(100, 0.97, "1h"), undefined);
  assert.equal(agreementLevel(100, undefined, "24h"), undefined);
  assert.equal(agreementLevel(90, 0.01, "30d"), "crit");
  assert.deepEqual([agreementLevel(98.5, 1, "1h"), agreementLevel(98.5, 1, "24h")], ["ok", "warn"], "a miss weighs less in an hour");
});

test("a stream that once worked is not ok while its node is not connected", () => {
  const [stream] = asActivities([{ name: "stream ledger", interval_seconds: null, successes: 1 }]);
  const node = (connected: boolean, heartbeat_failing = false) => asTarget({ network: "xrpl", node: "a", stream: { connected, heartbeat_failing } })!;
  assert.deepEqual([node(true), node(true, true), node(false)].map((n) => collectorLevel(stream!, n, 500)), ["ok", "warn", "crit"]);
});
