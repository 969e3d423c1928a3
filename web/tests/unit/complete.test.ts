import assert from "node:assert/strict";
import { test } from "node:test";
import { contextAt, rank, take, type Suggestion } from "../../src/explore/complete";
import { errorPlace } from "../../src/explore/query_error";

/** The caret is at "|". */
const at = (text: string) => contextAt(text.replace("|", ""), text.indexOf("|"));
const kind = (text: string) => at(text).kind;

test("names", () => {
  assert.deepEqual(at("xrp|"), { kind: "name", from: 0, prefix: "xrp" });
  assert.deepEqual(at("sum(rate(xrpl_le|"), { kind: "name", from: 9, prefix: "xrpl_le" });
  assert.equal(kind("1 + xr|"), "name");
  assert.equal(kind("|"), "none");
  assert.equal(kind("5m|"), "none", "a number is no name");
});

test("labels", () => {
  assert.deepEqual(at("xrpl_up{no|"), { kind: "label", from: 8, prefix: "no", metric: "xrpl_up" });
  assert.deepEqual(at('xrpl_up{node="a",|'), { kind: "label", from: 17, prefix: "", metric: "xrpl_up" });
  assert.deepEqual(at("sum by (no|"), { kind: "label", from: 8, prefix: "no", metric: undefined });
  assert.equal(kind("a / on(no|"), "label");
  assert.equal(kind("xrpl_up{node|=\"a\"}"), "label", "in the middle of the text");
  assert.equal(kind('xrpl_up{node="a" |'), "none", "a comma is missing");
});

test("values", () => {
  assert.deepEqual(at('xrpl_up{node="va|'), { kind: "value", from: 14, prefix: "va", metric: "xrpl_up", label: "node" });
  assert.equal(kind("xrpl_up{node=~'va|"), "value");
  assert.equal(kind('label_replace(x, "|'), "none", "a string that is no matcher");
  assert.equal(kind('xrpl_up{node="a}(["} + xr|'), "name", "brackets in strings do not count");
  assert.equal(kind('xrpl_up{node="a\\"|'), "value", "an escaped quote ends nothing");
});

test("durations and comments", () => {
  assert.deepEqual(at("rate(x[5|"), { kind: "duration", from: 7, prefix: "5" });
  assert.equal(kind("x # rat|"), "none");
  assert.equal(kind("x # {\n+ ra|"), "name");
});

test("suggestions that begin with the text come first", () => {
  const all: Suggestion[] = ["increase", "rate", "irate"].map((insert) => ({ insert, detail: "", kind: "function" }));
  assert.deepEqual(rank(all, "rate").map(({ insert }) => insert), ["rate", "irate"]);
  assert.deepEqual(rank([all[1]!], "rate"), []);
});

test("taking a suggestion", () => {
  const rate: Suggestion = { insert: "rate", detail: "", kind: "function" };
  assert.deepEqual(take("sum(ra)", 6, 4, rate), { text: "sum(rate()", caret: 9 });
  assert.deepEqual(take("ra(x)", 2, 0, rate), { text: "rate(x)", caret: 4 });
});

test("the place of an error", () => {
  assert.deepEqual(errorPlace("invalid parameter \"query\": 1:5: parse error: unclosed left parenthesis"), { line: 1, column: 5, message: "unclosed left parenthesis" });
  assert.equal(errorPlace("query timed out"), undefined);
});
