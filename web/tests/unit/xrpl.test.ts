import assert from "node:assert/strict";
import { test } from "node:test";
import { parseTags } from "../../src/live/tags";
import { asAmendment, asLedger, asValidator, type Ledger } from "../../src/xrpl/rows";
import { orderValidators, readScores, score, scoreQueries, type Scores } from "../../src/xrpl/scores";
import { readTrends, trendQueries } from "../../src/xrpl/trends";
import { consecutive, forks, hasBit, isYoung, lastSigned, markGaps, misses, orderCandidates, shortKey, signers, unseenBetween, voteOf } from "../../src/xrpl/votes";

const ledger = (seq: number, changes: Partial<Ledger> = {}): Ledger => ({
  seq, hash: "A", transactions: 10, arrived: 1000, own: "agreed", trusted: 4, quorum: 3, candidates: [{ hash: "A", count: 4, mask: "F", quorum: true }], besideGap: false, ...changes,
});
const validator = (slot: number, changes = {}) => ({ slot, key: `n${slot}`, onNegativeUnl: false, silent: false, last: undefined, version: undefined, ...changes });

test("bit i of a mask is slot i, the lowest last", () => {
  // 0x2_0000_0000_0000_0005: bits 0, 2 and 65; wider than a double holds.
  const mask = "20000000000000005";
  assert.deepEqual([0, 1, 2, 3, 4, 64, 65, 66, 200].map((slot) => hasBit(mask, slot)), [true, false, true, false, false, false, true, false, false]);
  assert.equal(hasBit("", 0), false);
  assert.equal(hasBit("zz", 1), false, "what is no digit has no bits");
});

test("a vote: signed, another hash, missing, not yet, unknown", () => {
  const row = ledger(7, { candidates: [{ hash: "B", count: 1, mask: "4", quorum: false }, { hash: "A", count: 2, mask: "3", quorum: true }] });
  assert.deepEqual([0, 1, 2, 3].map((slot) => voteOf(row, slot, false)), ["signed", "signed", "other", "missing"]);
  assert.equal(voteOf(row, 3, true), "waiting");
  assert.equal(voteOf(undefined, 0, false), "unknown");
  assert.equal(voteOf(ledger(7, { trusted: undefined }), 0, false), "unknown", "without a list nobody is missing");
  const unheard = ledger(7, { candidates: [{ hash: "A", count: 1, mask: "1", quorum: false }] });
  assert.deepEqual([0, 1].map((slot) => voteOf(unheard, slot, false)), ["signed", "unknown"], "without a quorum the node did not hear them");
  assert.equal(voteOf(ledger(7, { candidates: [] }), 0, false), "unknown");
  assert.equal(isYoung(ledger(7), 5999), true);
  assert.equal(isYoung(ledger(7), 6000), false);
  assert.equal(isYoung(ledger(7, { arrived: undefined }), 0), false);
});

test("candidates: the validated hash first, then by signatures; the others are forks", () => {
  const row = ledger(7, { candidates: [{ hash: "C", count: 1, mask: "1", quorum: false }, { hash: "B", count: 9, mask: "2", quorum: false }, { hash: "A", count: 2, mask: "C", quorum: false }] });
  assert.deepEqual(orderCandidates(row).map(({ hash }) => hash), ["A", "B", "C"]);
  assert.deepEqual(forks(row).map(({ hash }) => hash), ["B", "C"]);
  assert.equal(signers(row, [0, 1, 2, 3].map((slot) => validator(slot))), 2);
  assert.equal(signers(ledger(7, { candidates: [] }), [validator(0)]), 0);
});

test("a row tells that its ledger is beside a gap: then nobody is missing", () => {
  const row = { seq: 7, hash: "A", trusted: 3, quorum: 2, candidates: [{ hash: "A", count: 2, mask: "3", quorum: true }] };
  const votes = (told: object) => [0, 2].map((slot) => voteOf(asLedger({ ...row, ...told }), slot, false));
  assert.deepEqual(votes({}), ["signed", "missing"]);
  assert.deepEqual(votes({ gap: true }), ["signed", "unknown"]);
});

test("places are ledgers: what was not seen is an empty place", () => {
  const list = consecutive([ledger(105), ledger(104), ledger(101)], 256);
  assert.deepEqual(list.map((l) => l?.seq), [105, 104, undefined, undefined, 101]);
  assert.deepEqual(consecutive([ledger(105), ledger(1)], 3).map((l) => l?.seq), [105, undefined, undefined]);
  assert.deepEqual(consecutive([], 5), []);
});

test("who did not sign is not charged beside ledgers that were not seen: the node was cut off amid them", () => {
  const without = { candidates: [{ hash: "A", count: 3, mask: "E", quorum: true }] };
  const list = markGaps([ledger(110, without), ledger(109, without), ledger(105, without), ledger(104, without), ledger(103, without)], (l) => ({ ...l, besideGap: true }));
  assert.deepEqual(list.map((l) => voteOf(l, 0, false)), ["missing", "unknown", "unknown", "missing", "missing"]);
  assert.deepEqual(list.map((l) => voteOf(l, 1, false)), Array(5).fill("signed"));
  assert.equal(misses(list, 0, 60_000), 3);
  assert.deepEqual(list.map((l, i) => unseenBetween(l, list[i + 1])), [0, 3, 0, 0, 0]);
});

test("misses count what was watched and is old enough; the last signature", () => {
  const without = { candidates: [{ hash: "A", count: 3, mask: "E", quorum: true }] };
  const list = [ledger(9, { ...without, arrived: 9000 }), undefined, ledger(7, without), ledger(6, { candidates: [{ hash: "B", count: 1, mask: "1", quorum: false }] }), ledger(5)];
  assert.equal(misses(list, 0, 10_000), 2, "the young ledger and the unseen one do not count");
  assert.equal(misses(list, 0, 15_000), 3);
  const seen = list.filter((l) => l !== undefined);
  assert.equal(lastSigned(seen, validator(0)), 5);
  assert.equal(lastSigned(seen, validator(2)), 9);
  assert.equal(lastSigned(seen, validator(9, { last: 3 })), 3, "of silent ones the row tells it");
  assert.equal(lastSigned([], validator(0)), undefined);
});

test("scores: share, and whether the window was covered", () => {
  assert.deepEqual(score(99, 1, 3600, "1h"), { percent: 99, covered: 3600, incomplete: false });
  assert.deepEqual(score(3, 0, 480, "1h"), { percent: 100, covered: 480, incomplete: true });
  assert.equal(score(0, 0, 3600, "1h").percent, undefined, "no ledgers, no score");
  assert.equal(score(undefined, undefined, 0, "30d").percent, undefined);
  assert.equal(score(5, 0, 3660, "1h").covered, 3600);
});

test("trends: the share of each hour; where nobody counted nothing is said", () => {
  assert.match(trendQueries('a"b')[0]!, /^increase\(xrpl_validator_ledgers_agreed_total\{network="xrpl",node="a\\"b"\}\[1h\]\)$/);
  const series = (validator: string, ...values: number[]) => ({ metric: { validator }, values: Float64Array.from(values) });
  const trends = readTrends([series("nA", 90, NaN, 0), series("nB", 1, 1, 1)], [series("nA", 10, NaN, 0)]);
  assert.deepEqual([...trends.get("nA")!], [90, NaN, NaN]);
  assert.equal(trends.has("nB"), false, "half an answer is none");
});

test("scores from the answers, by validator", () => {
  const queries = scoreQueries('a"b');
  assert.equal(queries.length, 9);
  assert.ok(queries[0]!.expr.includes('node="a\\"b"'));
  const series = (values: number[]) => values.map((v, i) => ({ metric: { validator: `n${i}` }, values: Float64Array.of(v) }));
  const answers = { agreed: [90, 100], missed: [10, NaN], covered: [3600, 600] };
  const found = readScores(queries, queries.map(({ part }) => series(answers[part])));
  assert.deepEqual(found.get("n0")!["1h"], { percent: 90, covered: 3600, incomplete: false });
  assert.equal(found.get("n1")!["1h"].percent, undefined, "half an answer is none");
  assert.equal(found.get("n0")!["24h"].incomplete, true);
});

test("order: trusted first, the best of 30 days, then the key", () => {
  const of = (percent: number | undefined) => ({ "30d": { percent, covered: 0, incomplete: true } }) as unknown as Scores;
  const list = [validator(0, { key: "nD" }), validator(1, { key: "nC" }), validator(2, { key: "nB", onNegativeUnl: true }), validator(3, { key: "nA" }), validator(4, { key: "nE" })];
  const scores = new Map([["nD", of(99)], ["nC", of(100)], ["nB", of(100)], ["nA", of(99)]]);
  assert.deepEqual(orderValidators(list, scores).map(({ key }) => key), ["nC", "nA", "nD", "nE", "nB"]);
  assert.deepEqual(orderValidators(list, undefined).map(({ key }) => key), ["nA", "nC", "nD", "nE", "nB"]);
});

test("rows of another shape are unknown", () => {
  for (const value of [null, undefined, 5, "x", [], {}]) {
    assert.equal(asLedger(value), undefined);
    assert.equal(asValidator(value), undefined);
    assert.equal(asAmendment(value), undefined);
  }
  const row = asLedger({ seq: 5, own: "<b>", candidates: [null, { hash: 1 }, { hash: "A", mask: "1" }], tx: "7" })!;
  assert.equal(row.own, "none");
  assert.equal(row.transactions, undefined);
  assert.deepEqual(row.candidates, [{ hash: "A", count: 0, mask: "1", quorum: false }]);
  assert.equal(asAmendment({ id: "x", vetoed: null })!.vetoed, undefined);
  assert.equal(shortKey("nHBoiZ6RrdXnC2etVfi3pNW9MX87N274TwbXethih4dP41oKVd2K"), "nHBoi…KVd2K");
  assert.equal(shortKey("n1"), "n1");
});

test("tags of a key, with their escapes", () => {
  assert.deepEqual(parseTags('version="3.1.1",network_id="0"'), { version: "3.1.1", network_id: "0" });
  assert.deepEqual(parseTags('url="a\\"b\\\\c\\nd,e=\\"f\\"",x=""'), { url: 'a"b\\c\nd,e="f"', x: "" });
  assert.deepEqual(parseTags(""), {});
});
