import type { JSX } from "preact";
import { showText } from "../format/number";
import { summary, type Column } from "../series/grid";

const width = 120;
const height = 24;

interface SparkProps {
  column: Pick<Column, "last" | "min" | "max" | "bounds"> | undefined;
  unit: string;
  name: string;
  /** "latest" only where the newest value is that of now. */
  word: "latest" | "last";
  /** Least and greatest value of the axis; those of the line unless given. */
  range?: readonly [number, number];
}

/** A line without axes. Gaps stay gaps. */
export function Spark({ column, unit, name, word, range }: SparkProps): JSX.Element {
  const s = column && summary(column);
  if (!s) return <svg class="spark" width={width} height={height} role="img" aria-label={`${name}: no data`}><path class="spark-none" d={`M0 ${height / 2}H${width}`} /></svg>;
  const [low, high] = range ?? [s.min, s.max];
  const span = high - low;
  const y = (v: number) => (span === 0 ? height / 2 : height - 2 - ((v - low) / span) * (height - 4));
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
  const text = `${name}: ${word} ${showText(s.last, unit)}, min ${showText(s.min, unit)}, max ${showText(s.max, unit)}`;
  return <svg class="spark" width={width} height={height} role="img" aria-label={text}><title>{text}</title><path d={path} /></svg>;
}
