/** A number as people read it, and its unit apart, so that units can be set smaller. */
export interface Shown {
  value: string;
  unit: string;
}

/** What is not known. Never zero. */
export const unknown: Shown = { value: "–", unit: "" };

const grouped = [0, 1, 2, 3, 4, 5].map(
  (digits) => new Intl.NumberFormat("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits }),
);

export function fixed(value: number, digits: number): string {
  return (grouped[digits] ?? grouped[5]!).format(value);
}

/** Whole numbers in full, others with three significant digits or so. */
export function plain(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
  const size = Math.abs(value);
  if (Number.isInteger(value)) return size < 1e15 ? fixed(value, 0) : value.toExponential(3);
  if (size >= 100) return fixed(value, size >= 1000 ? 0 : 1);
  if (size >= 1) return fixed(value, 2);
  if (size >= 0.001) return String(Number(value.toPrecision(3)));
  return value.toExponential(2);
}

function scaled(value: number, base: number, names: readonly string[]): Shown {
  let index = 0;
  let rest = Math.abs(value);
  while (rest >= base && index + 1 < names.length) {
    rest /= base;
    index += 1;
  }
  const digits = index === 0 || rest >= 100 ? 0 : rest >= 10 ? 1 : 2;
  return { value: (value < 0 ? "-" : "") + fixed(rest, digits), unit: names[index] ?? "" };
}

/** Seconds of a measured duration (latency, length of a flush), not of an age. */
function duration(seconds: number): Shown {
  const size = Math.abs(seconds);
  if (size === 0) return { value: "0", unit: "s" };
  if (size < 0.001) return { value: plain(seconds * 1e6), unit: "µs" };
  if (size < 1) return { value: plain(Number((seconds * 1e3).toPrecision(3))), unit: "ms" };
  if (size < 120) return { value: plain(Number(seconds.toPrecision(3))), unit: "s" };
  return { value: ageText(seconds), unit: "" };
}

/** An age or a time until something: "2.1 s", "42 s", "4 m 12 s", "3 h 05 m", "14 d 06 h". */
export function ageText(seconds: number): string {
  const two = (n: number) => String(n).padStart(2, "0");
  const size = Math.max(0, seconds);
  if (size < 9.95) return `${size.toFixed(1)} s`;
  const whole = Math.round(size);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} m ${two(whole % 60)} s`;
  if (whole < 86400) return `${Math.floor(whole / 3600)} h ${two(Math.floor((whole % 3600) / 60))} m`;
  return `${Math.floor(whole / 86400)} d ${two(Math.floor((whole % 86400) / 3600))} h`;
}

/** Its greatest part alone, where there is little room: "15 m", "3 h", "14 d". */
export function coarseAge(seconds: number): string {
  // Rounded as in ageText: one age is the same in both.
  const size = Math.round(Math.max(0, seconds));
  if (size < 60) return `${size} s`;
  if (size < 3600) return `${Math.floor(size / 60)} m`;
  return size < 86400 ? `${Math.floor(size / 3600)} h` : `${Math.floor(size / 86400)} d`;
}

/** `unit` as the measurements declare it: "seconds", "bytes", "percent", "ratio", "1/s", "1", ... */
export function show(value: number | undefined | null, unit: string): Shown {
  if (value === undefined || value === null) return unknown;
  if (!Number.isFinite(value)) return { value: plain(value), unit: "" };
  switch (unit) {
    case "1":
    case "":
      return { value: plain(value), unit: "" };
    case "seconds":
      return duration(value);
    case "milliseconds":
      return duration(value / 1000);
    case "bytes":
      return scaled(value, 1024, ["B", "KiB", "MiB", "GiB", "TiB", "PiB"]);
    case "bytes/s":
      return scaled(value, 1024, ["B/s", "KiB/s", "MiB/s", "GiB/s", "TiB/s"]);
    case "percent":
      return { value: fixed(value, 2), unit: "%" };
    case "ratio":
      return { value: plain(value), unit: "" };
    case "age":
      return { value: ageText(value), unit: "" };
    case "1/s":
      return { value: plain(value), unit: "/s" };
    default:
      return { value: plain(value), unit };
  }
}

export function showText(value: number | undefined | null, unit: string): string {
  const shown = show(value, unit);
  return shown.unit === "" ? shown.value : `${shown.value} ${shown.unit}`;
}
