import assert from "node:assert/strict";
import { test } from "node:test";
import { parseInterval, describe, followsNow, isValid, parseTime, resolve, shift, slides, zoomIn, zoomOut } from "../../src/time/range";

const now = Date.UTC(2026, 10, 21, 12, 30, 15);

test("relative times", () => {
  assert.equal(parseTime("now", now), now);
  assert.equal(parseTime("now-90m", now), now - 5_400_000);
  assert.equal(parseTime("now-1d+2h", now), now - 22 * 3_600_000);
  assert.equal(parseTime("now/d", now, "utc"), Date.UTC(2026, 10, 21));
  assert.equal(parseTime("now-1d/d", now, "utc"), Date.UTC(2026, 10, 20));
  assert.equal(parseTime("now/w", now, "utc"), Date.UTC(2026, 10, 16), "weeks begin on Monday");
  assert.equal(parseTime("now/M", now, "utc"), Date.UTC(2026, 10, 1));
});

test("days and dates are those of the zone", () => {
  const before = process.env.TZ;
  process.env.TZ = "America/New_York";
  try {
    const local = (text: string) => parseTime(text, now, "local");
    assert.equal(local("now/d"), Date.UTC(2026, 10, 21, 5));
    assert.equal(local("now/w"), Date.UTC(2026, 10, 16, 5));
    assert.equal(local("now/M"), Date.UTC(2026, 10, 1, 4), "summer time ended on that day");
    assert.equal(local("now/y"), Date.UTC(2026, 0, 1, 5));
    assert.equal(local("now/h"), Date.UTC(2026, 10, 21, 12));
    assert.equal(local("2026-11-21"), Date.UTC(2026, 10, 21, 5));
    assert.equal(local("2026-11-21 12:00"), Date.UTC(2026, 10, 21, 17));
    assert.equal(parseTime("2026-11-21", now, "utc"), Date.UTC(2026, 10, 21));
    assert.equal(parseTime("2026-11-21 12:00", now, "utc"), Date.UTC(2026, 10, 21, 12));
    assert.equal(local("2026-11-21T12:00+01:00"), Date.UTC(2026, 10, 21, 11));
    assert.equal(resolve({ from: "2026-11-21", to: "now", zone: "utc" }, now).from, Date.UTC(2026, 10, 21));
    process.env.TZ = "Asia/Kolkata";
    assert.equal(local("now/h"), Date.UTC(2026, 10, 21, 12, 30), "half an hour off");
  } finally {
    if (before === undefined) delete process.env.TZ;
    else process.env.TZ = before;
  }
});

test("absolute times", () => {
  assert.equal(parseTime("1763700000000", now), 1_763_700_000_000);
  assert.equal(parseTime("1763700000", now), 1_763_700_000_000, "seconds");
  assert.equal(parseTime("2026-11-21T10:00:00Z", now), Date.UTC(2026, 10, 21, 10));
});

test("what is no time is none", () => {
  for (const text of ["", "yesterday", "now-", "now-1", "now-1x", "5", "2026", "<b>", "now-99999999999d", "2026-99-99"]) assert.equal(parseTime(text, now), undefined, text);
});

test("a wrong link shows the last hour", () => {
  const lastHour = { from: now - 3_600_000, to: now };
  assert.deepEqual(resolve({ from: "rubbish", to: "now" }, now), lastHour);
  assert.deepEqual(resolve({ from: "now", to: "now-1h" }, now), lastHour, "the wrong way round");
  assert.equal(isValid({ from: "now", to: "now-1h" }, now), false);
});

test("relative stays relative", () => {
  assert.ok(followsNow({ from: "now-1h", to: "now" }));
  assert.ok(!followsNow({ from: "now-2h", to: "now-1h" }));
  assert.deepEqual(zoomOut({ from: "now-1h", to: "now" }, now), { from: "now-2h", to: "now" });
  assert.deepEqual(zoomIn({ from: "now-1h", to: "now" }, now), { from: "now-30m", to: "now" });
});

test("a range since a date follows now, and grows; one of yesterday stands still", () => {
  const since = { from: String(now - 3_600_000), to: "now" };
  assert.ok(followsNow(since));
  assert.deepEqual([since, { from: "now/d", to: "now" }, { from: "now-1h", to: "now" }].map((range) => slides(range, now)), [false, false, true]);
  assert.ok(!followsNow({ from: String(now - 7_200_000), to: String(now - 3_600_000) }));
  assert.deepEqual(zoomOut(since, now), { from: String(now - 7_200_000), to: "now" });
  assert.deepEqual(zoomIn(since, now), { from: String(now - 1_800_000), to: "now" });
  assert.deepEqual(shift(since, 1, now), since);
});

test("what is no range slides, and is told, as the last hour that is shown", () => {
  for (const from of ["2026-12-01", String(now + 60_000), "now", "rubbish"]) {
    const range = { from, to: "now", zone: "utc" as const };
    assert.ok(slides(range, now), from);
    assert.equal(describe(range, now, (ms) => new Date(ms).toISOString()), "Last 1 h");
    assert.deepEqual(zoomOut(range, now), { from: "now-2h", to: "now" });
  }
  const soon = { from: String(now + 60_000), to: "now" };
  assert.ok(!slides(soon, now + 120_000), "once its beginning has passed it is a range");
});

test("earlier and later move by half a width, and end at now", () => {
  const earlier = shift({ from: "now-1h", to: "now" }, -1, now);
  assert.deepEqual(earlier, { from: String(now - 5_400_000), to: String(now - 1_800_000) });
  assert.deepEqual(shift(earlier, 1, now), { from: "now-1h", to: "now" });
  assert.deepEqual(shift(earlier, 1, now + 9000), { from: "now-1h", to: "now" }, "some seconds later, too");
});

test("zooming out ends at five years", () => {
  const longest = { from: "now-1825d", to: "now" };
  let range = { from: "now-1h", to: "now" };
  for (let i = 0; i < 40; i += 1) range = zoomOut(range, now);
  assert.deepEqual(range, longest);
  let absolute = { from: String(now - 7_200_000), to: String(now - 3_600_000) };
  for (let i = 0; i < 40; i += 1) absolute = zoomOut(absolute, now);
  assert.equal(Number(absolute.to) - Number(absolute.from), 1825 * 86_400_000);
});

test("what the picker says", () => {
  const format = (ms: number) => new Date(ms).toISOString().slice(11, 16);
  assert.equal(describe({ from: "now-6h", to: "now" }, now, format), "Last 6 h");
  assert.equal(describe({ from: "now-90m", to: "now" }, now, format), "Last 90 m");
  assert.equal(describe({ from: String(now), to: String(now + 3_600_000) }, now, format), "12:30 – 13:30");
  assert.equal(describe({ from: String(now - 3_600_000), to: "now" }, now, format), "Since 11:30, follows now");
});

test("intervals", () => {
  assert.deepEqual(["30s", "5m", "1d", "", "5", "5x", "-5s"].map(parseInterval), [30_000, 300_000, 86_400_000, undefined, undefined, undefined, undefined]);
});
