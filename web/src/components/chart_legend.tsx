import type { JSX } from "preact";
import { ageText, show, showText } from "../format/number";
import { cut } from "../format/text";
import { clockTime } from "../format/clock";
import { useNow } from "../live/hooks";
import type { Loaded } from "../series/loader";
import { newestOf, newestWord } from "../series/newest";
import { totalAt } from "./chart_stack";
import { rampShare } from "./chart_theme";
import { timeZone } from "../state/settings";
import { useStore } from "../state/store";

interface ChartLegendProps {
  /** With the sum of the lines that are not hidden. */
  stacked: boolean;
  ramp: boolean;
  loaded: Loaded;
  unit: string;
  /** Step under the cursor; the newest value without it. */
  index: number | undefined;
  /** That step is pinned. */
  pinned: boolean;
  hidden: ReadonlySet<number>;
  /** The line that the keyboard is on. */
  chosen: number | undefined;
  onHidden: (hidden: ReadonlySet<number>) => void;
}

/** Names, colours and the value at the cursor (the newest otherwise). A click hides a line, Ctrl+click all others. */
export function ChartLegend({ stacked, ramp, loaded, unit, index, pinned, hidden, chosen, onHidden }: ChartLegendProps): JSX.Element {
  const zone = useStore(timeZone);
  const now = useNow();
  const { grid, lines } = loaded;
  const at = index !== undefined && index < grid.count ? index : undefined;
  const toggle = (line: number, solo: boolean) => {
    if (solo) return onHidden(hidden.size === lines.length - 1 && !hidden.has(line) ? new Set() : new Set([...lines.keys()].filter((other) => other !== line)));
    const next = new Set(hidden);
    if (!next.delete(line)) next.add(line);
    onHidden(next);
  };
  const newest = lines.map((_, line) => newestOf(loaded, line, now));
  const valueAt = (line: number) => (at === undefined ? newest[line]?.value : grid.columns[line]!.last[at]) ?? NaN;
  return (
    <div class="legend">
      <span class="legend-time">{at === undefined ? newestWord(newest.find((one) => one?.latest)) : `${pinned ? "pinned " : ""}${clockTime(grid.timeAt(at), zone)}`}</span>
      {stacked && <span class="legend-item">total <span class="number">{showText(totalAt([...lines.keys()].filter((line) => !hidden.has(line)).map(valueAt)), unit)}</span></span>}
      {lines.map(({ label }, i) => {
        const value = valueAt(i);
        const old = at === undefined && newest[i]?.stale ? newest[i] : undefined;
        const shown = show(Number.isNaN(value) ? undefined : value, unit);
        return (
          <button type="button" key={i} class={`legend-item ${chosen === i ? "chosen" : ""}`} aria-pressed={!hidden.has(i)} title={label}
            onClick={(event) => toggle(i, event.ctrlKey || event.metaKey)}>
            <svg width="16" height="8" aria-hidden="true">{ramp ? <rect width="16" height="8" class="ramp" style={{ "--share": `${rampShare(i, lines.length) * 100}%` }} /> : <line x1="0" y1="4" x2="16" y2="4" class={`line-${i % 4} dash-${Math.floor(i / 4) % 3}`} />}</svg>
            <span class="legend-name">{cut(label, 200)}</span> <span class={old ? "number muted" : "number"}>{shown.value}{shown.unit && ` ${shown.unit}`}</span>
            {old && <span class="muted">last {clockTime(old.t, zone)}, {ageText((now - old.t) / 1000)} ago</span>}
          </button>
        );
      })}
    </div>
  );
}
