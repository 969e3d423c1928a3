import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Popover } from "../components/popover";
import { dateTime, zoneName } from "../format/clock";
import { serverNow } from "../live/client";
import { timeZone } from "../state/settings";
import { useStore } from "../state/store";
import { setRange, useRange } from "../state/time_range";
import { describe, followsNow, isValid, parseTime, presets, resolve, shift, zoomIn, zoomOut } from "../time/range";
import { CopyLink } from "./copy_link";

function CustomRange({ close }: { close: () => void }): JSX.Element {
  const range = useRange();
  const zone = useStore(timeZone);
  const [from, setFrom] = useState(range.from);
  const [to, setTo] = useState(range.to);
  const valid = isValid({ from, to, zone }, serverNow());
  const preview = (text: string) => {
    const time = parseTime(text, serverNow(), zone);
    return time === undefined ? "not a time" : dateTime(time, zone);
  };
  return (
    <form class="range-form" onSubmit={(event) => {
      event.preventDefault();
      if (!valid) return;
      setRange({ from, to });
      close();
    }}>
      <label>From<input class="input" value={from} onInput={(event) => setFrom(event.currentTarget.value)} aria-describedby="range-from" spellcheck={false} /></label>
      <span class="muted" id="range-from">{preview(from)}</span>
      <label>To<input class="input" value={to} onInput={(event) => setTo(event.currentTarget.value)} aria-describedby="range-to" spellcheck={false} /></label>
      <span class="muted" id="range-to">{preview(to)}</span>
      <p class="muted">now-90m, 2026-11-21 12:00, or unix ms</p>
      <button class="button primary" disabled={!valid}>Apply</button>
    </form>
  );
}

export function TimePicker(): JSX.Element {
  const range = useRange();
  const zone = useStore(timeZone);
  const now = () => serverNow();
  const label = describe(range, now(), (ms) => dateTime(ms, zone));
  return (
    <div class="time-picker" role="group" aria-label="Time range">
      <button type="button" class="button icon" aria-label="Earlier" title="Earlier ([)" onClick={() => setRange(shift(range, -1, now()))}>‹</button>
      <Popover button={<>{label} <span class="muted">{zoneName(now(), zone)}</span></>} id="range-button" align="end" class="range-box">
        {(close: () => void) => (
          <div class="range-menu">
            <div class="menu range-presets">
              {presets.map((preset) => (
                <button type="button" key={preset.from} aria-pressed={range.from === preset.from && range.to === "now"}
                  onClick={() => { setRange({ from: preset.from, to: "now" }); close(); }}>{preset.label}</button>
              ))}
            </div>
            <div>
              <CustomRange close={close} />
              <CopyLink />
              <button type="button" class="button small" onClick={() => timeZone.set(zone === "utc" ? "local" : "utc")}>
                Time zone: {zone === "utc" ? "UTC" : "local"}
              </button>
            </div>
          </div>
        )}
      </Popover>
      <button type="button" class="button icon" aria-label="Later" title="Later (])" disabled={followsNow(range)} onClick={() => setRange(shift(range, 1, now()))}>›</button>
      <button type="button" class="button icon zoom" aria-label="Zoom in" title="Zoom in (+)" disabled={resolve(range, now()).to - resolve(range, now()).from <= 60_000} onClick={() => setRange(zoomIn(range, now()))}>+</button>
      <button type="button" class="button icon zoom" aria-label="Zoom out" title="Zoom out (-)" onClick={() => setRange(zoomOut(range, now()))}>−</button>
    </div>
  );
}
