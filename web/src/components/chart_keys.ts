import type { Grid } from "../series/grid";
import { nextMark } from "./event_marks";

/** Where the keyboard stands in a chart. */
export interface ChartCursor {
  index: number;
  line: number;
  /** Where a brush began. */
  brush: number | undefined;
}

/** The same in time: the window of a chart slides on under the reader. */
export interface HeldCursor {
  t: number;
  line: number;
  brush: number | undefined;
}

type Window = Pick<Grid, "start" | "stepMs" | "count">;

export function holdCursor({ start, stepMs }: Window, { index, line, brush }: ChartCursor): HeldCursor {
  return { t: start + index * stepMs, line, brush: brush === undefined ? undefined : start + brush * stepMs };
}

/** What left the window stands at its edge. */
export function cursorIn({ start, stepMs, count }: Window, { t, line, brush }: HeldCursor): ChartCursor {
  const step = (time: number) => Math.max(0, Math.min(count - 1, Math.round((time - start) / stepMs)));
  return { index: step(t), line, brush: brush === undefined ? undefined : step(brush) };
}

export type ChartAction = { cursor: ChartCursor } | { zoom: [number, number] } | { pin: number } | { leave: true } | undefined;

/** Left and right move by a 60th of the range, with Shift by a step; up and down choose the line; b brushes, Enter pins, e goes to the next event. `marked`: steps with events. */
export function chartKey(key: string, shiftKey: boolean, cursor: ChartCursor, count: number, lines: number, marked: readonly number[] = []): ChartAction {
  const stride = shiftKey ? 1 : Math.max(1, Math.round(count / 60));
  const move = (index: number): ChartAction => ({ cursor: { ...cursor, index: Math.max(0, Math.min(count - 1, index)) } });
  const choose = (by: number): ChartAction => ({ cursor: { ...cursor, line: (cursor.line + by + lines) % Math.max(1, lines) } });
  const event = /^e$/i.test(key) ? nextMark(marked, cursor.index, shiftKey ? -1 : 1) : undefined;
  if (event !== undefined) return move(event);
  switch (key) {
    case "ArrowLeft": return move(cursor.index - stride);
    case "ArrowRight": return move(cursor.index + stride);
    case "Home": return move(0);
    case "End": return move(count - 1);
    case "ArrowUp": return choose(-1);
    case "ArrowDown": return choose(1);
    case "b":
      if (cursor.brush === undefined) return { cursor: { ...cursor, brush: cursor.index } };
      return cursor.brush === cursor.index ? { cursor: { ...cursor, brush: undefined } }
        : { zoom: [Math.min(cursor.brush, cursor.index), Math.max(cursor.brush, cursor.index)] };
    case "Enter": return { pin: cursor.index };
    case "Escape": return { leave: true };
    default: return undefined;
  }
}
