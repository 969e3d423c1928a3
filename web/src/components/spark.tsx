import type { JSX } from "preact";
import { showText } from "../format/number";
import { summary, type Column } from "../series/grid";

const width = 120;
const height = 24;

/** A line without axes. Gaps stay gaps. */
export function Spark({ column, unit, name }: { column: Column | undefined; unit: string; name: string }): JSX.Element {
  const s = column && summary(column);
  if (!s) return <svg class="spark" width={width} height={height} role="img" aria-label={`${name}: no data`}><path class="spark-none" d={`M0 ${height / 2}H${width}`} /></svg>;
  const span = s.max - s.min;
  const y = (v: number) => (span === 0 ? height / 2 : height - 2 - ((v - s.min) / span) * (height - 4));
  let path = "";
  let drawing = false;
  for (const [i, v] of column.last.entries()) {
    if (Number.isNaN(v)) {
      drawing = false;
      continue;
    }
    path += `${drawing ? "L" : "M"}${((i / Math.max(1, column.last.length - 1)) * width).toFixed(1)} ${y(v).toFixed(1)}`;
    drawing = true;
  }
  const text = `${name}: latest ${showText(s.last, unit)}, min ${showText(s.min, unit)}, max ${showText(s.max, unit)}`;
  return <svg class="spark" width={width} height={height} role="img" aria-label={text}><title>{text}</title><path d={path} /></svg>;
}
