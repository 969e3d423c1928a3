import type { TimeZone } from "../state/settings";

/** Time ranges with Grafana's words: now, now-1h, now-1d/d, unix ms, ISO dates. */
export interface TimeRange {
  from: string;
  to: string;
  /** Where days begin, and what a date means that names no zone; local unless said. */
  zone?: TimeZone;
}

/** Unix ms. */
export interface Span {
  from: number;
  to: number;
}

export const defaultRange: TimeRange = { from: "now-1h", to: "now" };

export const presets: readonly { label: string; from: string }[] = [
  ["5 min", "5m"], ["15 min", "15m"], ["30 min", "30m"], ["1 h", "1h"], ["3 h", "3h"], ["6 h", "6h"],
  ["12 h", "12h"], ["24 h", "24h"], ["2 d", "2d"], ["7 d", "7d"], ["30 d", "30d"], ["90 d", "90d"],
].map(([label, length]) => ({ label: `Last ${label}`, from: `now-${length}` }));

const unitMs: Readonly<Record<string, number>> = {
  s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000, M: 30 * 86_400_000, y: 365 * 86_400_000,
};

/** Calendar of the zone; weeks begin on Monday. */
function floorTo(ms: number, unit: string, zone: TimeZone): number {
  const date = new Date(ms);
  const utc = zone === "utc";
  const [year, month, day] = utc ? [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()] : [date.getFullYear(), date.getMonth(), date.getDate()];
  const dayStart = (y: number, m: number, d: number) => (utc ? Date.UTC(y, m, d) : new Date(y, m, d).getTime());
  switch (unit) {
    case "y": return dayStart(year, 0, 1);
    case "M": return dayStart(year, month, 1);
    case "w": return dayStart(year, month, day - (((utc ? date.getUTCDay() : date.getDay()) + 6) % 7));
    case "d": return dayStart(year, month, day);
    // Some zones are half an hour off.
    case "h": return floorTo(ms, "m", zone) - (utc ? date.getUTCMinutes() : date.getMinutes()) * unitMs.m!;
    default: return Math.floor(ms / unitMs[unit]!) * unitMs[unit]!;
  }
}

function parseRelative(text: string, now: number, zone: TimeZone): number | undefined {
  const match = /^now((?:[+-]\d{1,9}[smhdwMy])*)(?:\/([smhdwMy]))?$/.exec(text);
  if (!match) return undefined;
  let time = now;
  for (const [, sign, count, unit] of match[1]!.matchAll(/([+-])(\d+)([smhdwMy])/g))
    time += (sign === "-" ? -1 : 1) * Number(count) * unitMs[unit!]!;
  return match[2] ? floorTo(time, match[2], zone) : time;
}

/** "2026-11-21", "2026-11-21 12:00", "2026-11-21T12:00:00Z": a date that names no zone is one of `zone`. */
function parseDate(text: string, zone: TimeZone): number | undefined {
  const match = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?))?(Z|[+-]\d{2}:\d{2})?$/.exec(text);
  if (!match) return undefined;
  // A bare date would be UTC, one with a time local.
  const date = Date.parse(`${match[1]}T${match[2] ?? "00:00"}${match[3] ?? (zone === "utc" ? "Z" : "")}`);
  return Number.isNaN(date) ? undefined : date;
}

/** Undefined when the text is no time. */
export function parseTime(text: string, now: number, zone: TimeZone = "local"): number | undefined {
  const trimmed = text.trim();
  const relative = parseRelative(trimmed, now, zone);
  if (relative !== undefined) return relative;
  if (/^\d{9,10}$/.test(trimmed)) return Number(trimmed) * 1000;
  if (/^\d{11,15}$/.test(trimmed)) return Number(trimmed);
  return parseDate(trimmed, zone);
}

/** Falls back to the last hour when the texts are no range: a wrong link still shows something. */
export function resolve(range: TimeRange, now: number): Span {
  const from = parseTime(range.from, now, range.zone);
  const to = parseTime(range.to, now, range.zone);
  if (from === undefined || to === undefined || to - from < 1000) return { from: now - 3_600_000, to: now };
  return { from, to };
}

export function isValid(range: TimeRange, now: number): boolean {
  const from = parseTime(range.from, now, range.zone);
  const to = parseTime(range.to, now, range.zone);
  return from !== undefined && to !== undefined && to - from >= 1000;
}

/** Whether the range ends with the clock, so that live values belong into it. */
export function followsNow(range: TimeRange): boolean {
  return range.to === "now";
}

/**
 * Whether its beginning goes along: "now-1h" does; a date and the beginning of a day stand still, and the range grows. What
 * is no range, as one since a moment to come, is shown as the last hour and slides as that does.
 */
export function slides(range: TimeRange, now: number): boolean {
  const { from, to } = isValid(range, now) ? range : defaultRange;
  return to === "now" && from.startsWith("now") && !from.includes("/");
}

function absolute(from: number, to: number): TimeRange {
  return { from: String(Math.round(from)), to: String(Math.round(to)) };
}

/** Half a width back (-1) or forward (+1); a range that would end in the future ends now again. */
export function shift(range: TimeRange, direction: -1 | 1, now: number): TimeRange {
  if (direction > 0 && followsNow(range)) return range;
  const { from, to } = resolve(range, now);
  const width = to - from;
  const step = (width / 2) * direction;
  // Some seconds have passed since it was moved back: a range that ends almost now is meant to end now.
  if (to + step >= now - Math.max(10_000, width / 50)) return lengthToNow(width);
  return absolute(from + step, to + step);
}

/** As long as the daemon keeps hours unless it is told otherwise: five years. */
const longestMs = 5 * 365 * 86_400_000;

export function zoomOut(range: TimeRange, now: number): TimeRange {
  const { from, to } = resolve(range, now);
  const width = to - from;
  if (width >= longestMs) return range;
  if (slides(range, now)) return lengthToNow(Math.min(longestMs, width * 2));
  if (followsNow(range)) return sinceTime(Math.max(now - longestMs, from - width));
  const end = Math.min(now, to + width / 2);
  return absolute(Math.max(end - longestMs, from - width / 2), end);
}

export function zoomIn(range: TimeRange, now: number): TimeRange {
  const { from, to } = resolve(range, now);
  const width = Math.max(10_000, to - from);
  if (slides(range, now)) return lengthToNow(Math.max(60_000, width / 2));
  return followsNow(range) ? sinceTime(to - Math.max(60_000, width / 2)) : absolute(from + width / 4, to - width / 4);
}

function sinceTime(from: number): TimeRange {
  return { from: String(Math.round(from)), to: "now" };
}

function lengthToNow(ms: number): TimeRange {
  const seconds = Math.round(ms / 1000);
  const [unit, size] = ([["d", 86400], ["h", 3600], ["m", 60]] as const).find(([, s]) => seconds % s === 0) ?? ["s", 1];
  return { from: `now-${seconds / size}${unit}`, to: "now" };
}

export function spanRange(span: Span): TimeRange {
  return absolute(span.from, span.to);
}

/** What the picker's button says: of what is shown, the last hour in place of what is no range. */
export function describe(wanted: TimeRange, now: number, format: (ms: number) => string): string {
  const range = isValid(wanted, now) ? wanted : defaultRange;
  const preset = range.to === "now" && presets.find(({ from }) => from === range.from);
  if (preset) return preset.label;
  if (range.to === "now" && /^now-\d+[smhdwMy]$/.test(range.from)) return `Last ${range.from.slice(4).replace(/(\d)(\D)/, "$1 $2")}`;
  const end = (text: string) => {
    const time = text.startsWith("now") ? undefined : parseTime(text, 0, range.zone);
    return time === undefined ? text : format(time);
  };
  if (followsNow(range) && !range.from.startsWith("now")) return `Since ${end(range.from)}, follows now`;
  return `${end(range.from)} – ${end(range.to)}`;
}

/** Milliseconds of "30s", "5m"; undefined when the text is no interval. */
export function parseInterval(text: string): number | undefined {
  const match = /^(\d{1,5})([smhd])$/.exec(text);
  return match ? Number(match[1]) * unitMs[match[2]!]! : undefined;
}
