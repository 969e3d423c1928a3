import assert from "node:assert/strict";
import { test } from "node:test";
import { clockTime, dateTime, eventTime } from "../../src/format/clock";
import { ageText, coarseAge, plain, show, showText } from "../../src/format/number";
import { csv, cut, quote, seriesName } from "../../src/format/text";
import { tickTexts } from "../../src/format/ticks";

test("unknown is a dash, never zero", () => {
  assert.equal(showText(undefined, "seconds"), "–");
  assert.equal(showText(null, "1"), "–");
  assert.equal(showText(0, "1"), "0");
});

test("numbers keep what people need of them", () => {
  assert.deepEqual([102_183_814, 0.5, 3.14159, 1234.5, 0.00001, -7, NaN, Infinity].map(plain), ["102,183,814", "0.5", "3.14", "1,235", "1.00e-5", "-7", "NaN", "+Inf"]);
});

test("units", () => {
  assert.equal(showText(39_845_888, "bytes"), "38.0 MiB");
  assert.equal(showText(1023, "bytes"), "1,023 B");
  assert.equal(showText(99.98123, "percent"), "99.98 %");
  assert.equal(showText(0.0042, "seconds"), "4.20 ms");
  assert.equal(showText(0.0000042, "seconds"), "4.20 µs");
  assert.equal(showText(3.9, "seconds"), "3.90 s");
  assert.equal(showText(12, "milliseconds"), "12 ms");
  assert.equal(showText(21.5, "1/s"), "21.50 /s");
  assert.deepEqual(show(10, "XRP"), { value: "10", unit: "XRP" });
});

test("ages", () => {
  assert.deepEqual([0, 2.13, 9.94, 9.96, 42, 59.6, 252, 3600, 11_120, 86_400 * 14 + 6 * 3600 + 59].map(ageText), [
    "0.0 s", "2.1 s", "9.9 s", "10 s", "42 s", "1 m 00 s", "4 m 12 s", "1 h 00 m", "3 h 05 m", "14 d 06 h",
  ]);
  assert.equal(ageText(-3), "0.0 s", "a clock that is a little ahead");
});

test("ticks of an axis have the same decimals", () => {
  assert.deepEqual(tickTexts([0, 0.5, 1, 1.5], "percent"), ["0", "0.5 %", "1.0 %", "1.5 %"]);
  assert.deepEqual(tickTexts([0, 1024, 2048], "bytes"), ["0", "1 KiB", "2 KiB"]);
  assert.deepEqual(tickTexts([0, 2000, 4000], "1"), ["0", "2,000", "4,000"]);
});

test("times", () => {
  const t = Date.UTC(2026, 10, 21, 9, 5, 7);
  assert.equal(clockTime(t, "utc"), "09:05:07");
  assert.equal(dateTime(t, "utc"), "2026-11-21 09:05:07");
  assert.equal(eventTime(t, t + 1000, "utc"), "09:05:07");
  assert.equal(eventTime(t, t + 90_000_000, "utc"), "2026-11-21 09:05");
  assert.equal(dateTime(NaN, "utc"), "–");
  assert.equal(dateTime(1e300, "utc"), "–");
});

test("texts", () => {
  assert.equal(cut("abcdef", 4), "abc…");
  assert.equal(cut("a\u202eb\u0007c\nü語", 40), "a\ufffdb\ufffdc\nü語", "unseen characters and those that turn the text round");
  assert.equal(quote('a"b\\c\nd'), '"a\\"b\\\\c\\nd"');
  assert.equal(seriesName({ __name__: "up", node: "a" }), 'up{node="a"}');
  assert.equal(seriesName({ __name__: "up" }), "up");
  assert.equal(seriesName({}), "{}");
});

test("a spreadsheet does not run what a node is called", () => {
  assert.equal(csv([["=1+1", 'a"b', "x,y", -5]]), "'=1+1,\"a\"\"b\",\"x,y\",-5\r\n");
});

test("an age is the same in short and in full", () => {
  assert.deepEqual([59.4, 59.6, 3599.6, 7199].map(coarseAge), ["59 s", "1 m", "1 h", "1 h"]);
  assert.deepEqual([59.4, 59.6, 3599.6, 7199].map(ageText), ["59 s", "1 m 00 s", "1 h 00 m", "1 h 59 m"]);
});
