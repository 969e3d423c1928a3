import type { JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { dateTime } from "../format/clock";
import { cut } from "../format/text";
import type { Grid } from "../series/grid";
import { timeZone } from "../state/settings";
import { useStore } from "../state/store";
import type { Annotation } from "./chart_options";
import { marksNear, nearMs } from "./event_marks";
import { levelWord, Shape } from "./shape";

/** More do not fit over a chart; the table has all. */
const shownAtMost = 5;

/** What happened under the cursor. It covers the title above the chart, not the lines; Escape closes it. */
export function EventTip({ marks, onClose }: { marks: readonly Annotation[]; onClose: () => void }): JSX.Element {
  const zone = useStore(timeZone);
  // Not after the next frame: Escape may follow the text at once, and an earlier listener would close what was told before.
  useLayoutEffect(() => {
    const close = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      onClose();
    };
    // Before anybody else: Escape closes one thing at a time.
    document.addEventListener("keydown", close, true);
    return () => document.removeEventListener("keydown", close, true);
  }, [onClose]);
  return (
    <div class="event-tip" role="note">
      {marks.slice(0, shownAtMost).map(({ t, text, level }) => (
        <p key={`${t} ${text}`}><Shape level={level} label={levelWord[level]} /> <span class="number muted">{dateTime(t, zone)}</span> {cut(text, 300)}</p>
      ))}
      {marks.length > shownAtMost && <p class="muted">and {marks.length - shownAtMost} more: see the table</p>}
    </div>
  );
}

interface EventTipState {
  tip: JSX.Element | null;
  onPointerEnter: () => void;
  onPointerLeave: () => void;
}

/** Steps under the pointer (which all charts of the page share: only that in which it is tells) and of the keyboard. */
export function useEventTip(annotations: readonly Annotation[], grid: Grid, pointer: number | undefined, keyboard: number | undefined): EventTipState {
  const [inside, setInside] = useState(false);
  const [closed, setClosed] = useState<string>();
  const held = useRef<number | undefined>(undefined);
  // It stays on the way from the lines to the text.
  held.current = inside ? (pointer ?? held.current) : undefined;
  const index = keyboard ?? held.current;
  // The keyboard stands at a time, the pointer at a place of the screen.
  const place = keyboard === undefined ? `at ${index}` : `since ${grid.timeAt(keyboard)}`;
  const marks = index === undefined || place === closed ? [] : marksNear(annotations, grid.timeAt(index), nearMs(grid));
  useLayoutEffect(() => setClosed(undefined), [place]);
  return {
    tip: marks.length > 0 ? <EventTip marks={marks} onClose={() => setClosed(place)} /> : null,
    onPointerEnter: () => setInside(true),
    onPointerLeave: () => setInside(false),
  };
}
