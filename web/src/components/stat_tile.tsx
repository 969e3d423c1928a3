import type { ComponentChildren, JSX } from "preact";
import { ageText, show } from "../format/number";
import { clockTime } from "../format/clock";
import { heard } from "../live/client";
import { useNow, type Reading } from "../live/hooks";
import { timeZone } from "../state/settings";
import { useStore } from "../state/store";
import { levelWord, Shape, type Level } from "./shape";
import { judge, type Thresholds } from "./threshold";

interface StatTileProps {
  label: string;
  reading: Reading;
  /** As `show` takes it. */
  unit: string;
  thresholds?: Thresholds | undefined;
  /** In place of the number: the word of a state, say. */
  text?: ((value: number) => string) | undefined;
  /** In place of what the thresholds say. */
  level?: Level | undefined;
  /** A second line: "923 of 923". */
  note?: ComponentChildren;
  /** What the number means. */
  help?: string;
}

/** One value, its age and how it is to be judged. A stale value has no verdict. */
export function StatTile({ label, reading, unit, thresholds, text, level, note, help }: StatTileProps): JSX.Element {
  const now = useNow();
  const zone = useStore(timeZone);
  const lost = useStore(heard) === "stale";
  const { value, t } = reading;
  // Whatever it was read from: while the stream is lost nothing has a verdict.
  const stale = reading.stale || (value !== undefined && lost);
  const verdict: Level | undefined = stale ? "stale" : value === undefined ? undefined : (level ?? judge(value, thresholds));
  const shown = text && value !== undefined ? { value: text(value), unit: "" } : show(value, unit);
  return (
    <div class={`tile ${verdict ? `tile-${verdict}` : ""}`} title={help} data-state={stale ? "stale" : value === undefined ? "empty" : "ok"}>
      <div class="tile-label">{label}</div>
      <div class="tile-value">
        {verdict && <Shape level={verdict} label={levelWord[verdict]} />}
        <span class="number" title={shown.value}>{shown.value}</span>
        {shown.unit !== "" && <span class="unit">{shown.unit}</span>}
      </div>
      <div class="tile-note">
        {stale && t !== undefined ? `last ${clockTime(t, zone)}, ${ageText((now - t) / 1000)} ago` : value === undefined ? "no value yet" : note}
      </div>
    </div>
  );
}
