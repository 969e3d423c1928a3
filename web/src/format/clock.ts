import type { TimeZone } from "../state/settings";

type Field = "year" | "month" | "day" | "hour" | "minute" | "second";

function formatter(zone: TimeZone): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat("en-GB", {
    year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23",
    ...(zone === "utc" ? { timeZone: "UTC" } : {}),
  });
}

const formatters: Readonly<Record<TimeZone, Intl.DateTimeFormat>> = { local: formatter("local"), utc: formatter("utc") };

/** Undefined for what no date has. */
function fields(ms: number, zone: TimeZone): Record<Field, string> | undefined {
  if (!Number.isFinite(ms) || Math.abs(ms) >= 8.64e15) return undefined;
  return Object.fromEntries(formatters[zone].formatToParts(ms).map(({ type, value }) => [type, value])) as Record<Field, string>;
}

/** "12:03:11". `ms`: unix milliseconds, here and below. */
export function clockTime(ms: number, zone: TimeZone): string {
  const f = fields(ms, zone);
  return f ? `${f.hour}:${f.minute}:${f.second}` : "–";
}

/** "2026-11-21 12:03:11" */
export function dateTime(ms: number, zone: TimeZone): string {
  const f = fields(ms, zone);
  return f ? `${f.year}-${f.month}-${f.day} ${f.hour}:${f.minute}:${f.second}` : "–";
}

/** Short: only the time within a day of `now`, else "2026-11-21 12:03". */
export function eventTime(ms: number, now: number, zone: TimeZone): string {
  const f = fields(ms, zone);
  if (!f) return "–";
  return Math.abs(now - ms) < 86_400_000 ? `${f.hour}:${f.minute}:${f.second}` : `${f.year}-${f.month}-${f.day} ${f.hour}:${f.minute}`;
}

/** "UTC", "UTC-5": of that moment, for summer time is another. */
export function zoneName(ms: number, zone: TimeZone): string {
  if (zone === "utc") return "UTC";
  const parts = new Intl.DateTimeFormat("en-GB", { timeZoneName: "shortOffset" }).formatToParts(ms);
  const name = parts.find(({ type }) => type === "timeZoneName")?.value ?? "";
  return name === "GMT" ? "UTC" : name.replace("GMT", "UTC");
}

/** For machines; empty for a time that no date has. */
export function isoTime(ms: number): string {
  return Number.isFinite(ms) && Math.abs(ms) < 8.64e15 ? new Date(ms).toISOString() : "";
}
