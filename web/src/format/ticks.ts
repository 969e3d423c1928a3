import { fixed, show } from "./number";

/** Steps between ticks of sizes: 1 KiB, not 1,000 B. */
export const powersOfTwo = Array.from({ length: 60 }, (_, i) => 2 ** i);

function decimals(text: string): number {
  const point = text.indexOf(".");
  return point < 0 || text.includes("e") ? 0 : text.length - point - 1;
}

/** Texts of an axis: the same number of decimals at every tick, and a bare 0. */
export function tickTexts(ticks: readonly (number | null)[], unit: string): string[] {
  const own = unit === "percent" ? "%" : unit === "age" ? "seconds" : unit;
  const shown = ticks.map((tick) => (tick === null ? undefined : show(Number(tick.toPrecision(12)), own)));
  const digits = new Map<string, number>();
  const needed = (text: string) => decimals(text.replace(/\.?0+$/, (zeros) => (text.includes(".") ? "" : zeros)));
  for (const s of shown) if (s) digits.set(s.unit, Math.max(digits.get(s.unit) ?? 0, needed(s.value)));
  return shown.map((s, i) => {
    if (!s) return "";
    if (ticks[i] === 0) return "0";
    const number = Number(s.value.replace(/,/g, ""));
    const text = Number.isFinite(number) && !s.value.includes("e") ? fixed(number, digits.get(s.unit)!) : s.value;
    return s.unit === "" ? text : `${text} ${s.unit}`;
  });
}
