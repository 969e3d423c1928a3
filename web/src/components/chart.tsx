import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { showText } from "../format/number";
import { cut } from "../format/text";
import { dateTime } from "../format/clock";
import { serverNow } from "../live/client";
import { useNow } from "../live/hooks";
import { timeZone } from "../state/settings";
import { useStore } from "../state/store";
import { setRange } from "../state/time_range";
import type { Loaded } from "../series/loader";
import { spanRange } from "../time/range";
import { announce } from "./announcer";
import { ChartCanvas } from "./chart_canvas";
import { describeChart, type AxisRules } from "./chart_data";
import { chartKey, cursorIn, holdCursor, type ChartCursor, type HeldCursor } from "./chart_keys";
import { ChartLegend } from "./chart_legend";
import type { Annotation } from "./chart_options";
import { setPin, usePin } from "./chart_pin";
import { marksNear, nearMs } from "./event_marks";
import { useEventTip } from "./event_tip";
import type { Thresholds } from "./threshold";

const noAnnotations: readonly Annotation[] = [];

interface ChartProps extends AxisRules {
  title: string;
  loaded: Loaded;
  version: number;
  height: number;
  log?: boolean;
  thresholds?: Thresholds | undefined;
  annotations?: readonly Annotation[];
  /** Lines are put on each other; the legend tells the value of each, and the sum. */
  stacked?: boolean;
  /** Of stacked lines that have an order: one hue, paler from line to line. */
  ramp?: boolean;
  legend?: boolean;
}

/** The picture with its legend and its keyboard, without a panel. */
export function Chart({ title, loaded, version, height, unit, min, max, most, tight, log = false, thresholds, annotations = noAnnotations, stacked = false, ramp = false, legend = true }: ChartProps): JSX.Element {
  const zone = useStore(timeZone);
  const now = useNow();
  const [pointer, setPointer] = useState<number>();
  const [held, setHeld] = useState<HeldCursor>();
  const [hidden, setHidden] = useState<ReadonlySet<number>>(new Set());
  const pin = usePin();
  const { grid, lines } = loaded;
  const keyboard = held && cursorIn(grid, held);
  const pinned = pin === undefined ? undefined : grid.stepOf(pin);

  const index = keyboard?.index ?? pinned ?? pointer;
  const { tip, ...hover } = useEventTip(annotations, grid, pointer, keyboard?.index);

  // A second click anywhere frees the pin; the keyboard moves it.
  const pick = (index: number) => setPin(pinned === undefined || (keyboard !== undefined && pinned !== index) ? grid.timeAt(index) : undefined);
  const zoom = (from: number, to: number) => setRange(spanRange({ from, to }));
  const say = (cursor: ChartCursor) => {
    const time = grid.timeAt(cursor.index);
    const value = grid.columns[cursor.line]?.last[cursor.index];
    const text = value === undefined || Number.isNaN(value) ? "no data" : showText(value, unit);
    const happened = marksNear(annotations, time, nearMs(grid)).map((mark) => `. ${dateTime(mark.t, zone)} ${cut(mark.text, 300)}`).join("");
    announce(`${dateTime(time, zone)}, ${cut(lines[cursor.line]?.label ?? "", 80)}: ${text}${cursor.brush === undefined ? "" : ", brush started"}${happened}`, true);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const last = Math.min(grid.count - 1, Math.floor((serverNow() - grid.start) / grid.stepMs));
    const start = keyboard ?? { index: last, line: 0, brush: undefined };
    const marked = annotations.flatMap(({ t }) => grid.stepOf(t) ?? []);
    const action = chartKey(event.key, event.shiftKey, start, grid.count, lines.length, marked);
    // Without a cursor Escape is for the page.
    if (!action || ("leave" in action && !keyboard)) return;
    event.preventDefault();
    event.stopPropagation();
    if ("cursor" in action) {
      setHeld(holdCursor(grid, action.cursor));
      say(action.cursor);
    } else if ("pin" in action) pick(action.pin);
    else {
      setHeld(undefined);
      if ("zoom" in action) zoom(grid.timeAt(action.zoom[0]), grid.timeAt(action.zoom[1]));
    }
  };

  return (
    <div class={pinned === undefined ? "chart" : "chart chart-pinned"} {...hover}>
      {tip}
      <div class="chart-focus" role="img" tabIndex={0} aria-label={describeChart(title, unit, loaded, { stacked, annotations, now })} onKeyDown={onKey}
        onBlur={() => setHeld(undefined)}>
        <ChartCanvas loaded={loaded} version={version} height={height} unit={unit} min={min} max={max} most={most} tight={tight} log={log} stacked={stacked} ramp={ramp} thresholds={thresholds}
          annotations={annotations} pin={pin} hidden={hidden} cursor={keyboard?.index} onCursor={setPointer} onPick={pick} onZoom={zoom} />
      </div>
      {legend && <ChartLegend stacked={stacked} ramp={ramp} loaded={loaded} unit={unit} index={index} pinned={pinned !== undefined && !keyboard} hidden={hidden} chosen={keyboard?.line} onHidden={setHidden} />}
    </div>
  );
}
