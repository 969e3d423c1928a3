import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { ageText, fixed } from "../format/number";
import { dateTime } from "../format/clock";
import { serverNow } from "../live/client";
import { useNow } from "../live/hooks";
import type { SeriesQuery } from "../series/loader";
import { staleSince } from "../series/newest";
import { useSeries } from "../series/use_series";
import { shownTheme, timeZone } from "../state/settings";
import { useStore } from "../state/store";
import { announce } from "./announcer";
import { chartColours, chartFont, faint } from "./chart_theme";
import { Panel, type PanelState } from "./panel";
import { Shape, type Level } from "./shape";
import { segments, shares, type Segment } from "./state_segments";

export interface StateName {
  text: string;
  level: Extract<Level, "ok" | "info" | "warn" | "crit">;
}

interface StateTimelineProps {
  title: string;
  query: SeriesQuery;
  /** Undefined: a number that has no name. */
  names: (state: number) => StateName | undefined;
  /** Why values may have stopped coming. */
  cause?: string | undefined;
}

const height = 34;

function hatch(ctx: CanvasRenderingContext2D, x: number, width: number, colour: string): void {
  ctx.save();
  ctx.beginPath();
  ctx.rect(x, 0, width, height);
  ctx.clip();
  ctx.strokeStyle = faint(colour, 0.45);
  ctx.lineWidth = 1;
  for (let at = x - height; at < x + width; at += 6) {
    ctx.beginPath();
    ctx.moveTo(at, height);
    ctx.lineTo(at + height, 0);
    ctx.stroke();
  }
  ctx.restore();
}

function draw(canvas: HTMLCanvasElement, list: readonly Segment[], names: StateTimelineProps["names"]): void {
  const ctx = canvas.getContext("2d");
  const first = list[0], last = list.at(-1);
  if (!ctx || !first || !last) return;
  const ratio = devicePixelRatio;
  const width = canvas.clientWidth;
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  ctx.scale(ratio, ratio);
  const colours = chartColours();
  const x = (t: number) => ((t - first.from) / (last.to - first.from)) * width;
  ctx.font = chartFont;
  ctx.textBaseline = "middle";
  for (const { state, from, to } of list) {
    const left = x(from), size = Math.max(1, x(to) - left);
    const name = state === undefined ? undefined : (names(state) ?? { text: String(state), level: "info" as const });
    if (!name) {
      hatch(ctx, left, size, colours.levels.stale);
      continue;
    }
    ctx.fillStyle = faint(colours.levels[name.level], name.level === "ok" ? 0.28 : 0.75);
    ctx.fillRect(left, 0, size, height);
    ctx.fillStyle = colours.levels[name.level];
    ctx.fillRect(left, height - 3, size, 3);
    // Two good states next to each other have the same colour.
    ctx.fillStyle = colours.panel;
    ctx.fillRect(left, 0, size > 3 ? 1 : 0, height);
    const text = ctx.measureText(name.text).width;
    if (size <= text + 12) continue;
    ctx.fillStyle = name.level === "ok" ? colours.text : colours.panel;
    ctx.fillText(name.text, left + 6, height / 2);
  }
}

/** What state something was in, over the page's time range. Where nothing is known the band is empty and hatched. */
export function StateTimeline({ title, query, names, cause }: StateTimelineProps): JSX.Element {
  const { loaded, version, status, error, retry } = useSeries([query], { points: 720 });
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = useStore(shownTheme);
  const zone = useStore(timeZone);
  const now = useNow();
  const [at, setAt] = useState<number>();
  const grid = loaded?.grid;
  const known = grid ? Math.min(grid.count, Math.floor((serverNow() - grid.start) / grid.stepMs) + 1) : 0;
  const list = grid?.columns[0] ? segments(grid.columns[0].last.subarray(0, known), grid.start, grid.stepMs) : [];
  const nameOf = (state: number | undefined) => (state === undefined ? "no data" : (names(state)?.text ?? String(state)));

  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    draw(element, list, names);
    const resize = new ResizeObserver(() => draw(element, list, names));
    resize.observe(element);
    return () => resize.disconnect();
  }, [loaded, version, theme]);

  const last = loaded && staleSince(loaded, now);
  const state: PanelState = status === "error" ? { kind: "error", message: error ?? "", retry }
    : !loaded ? { kind: "loading" }
    : last !== undefined ? { kind: "stale", last, now, cause }
    : list.some((s) => s.state !== undefined) ? { kind: "ok" } : { kind: "empty", message: "No samples in this time range." };
  const parts = shares(list);
  const label = `${title}, timeline: ${parts.map((p) => `${nameOf(p.state)} ${fixed(p.share * 100, 2)} %`).join(", ")}`;
  const chosen = at === undefined ? undefined : list[at];
  const line = (s: Segment) => `${nameOf(s.state)}: ${dateTime(s.from, zone)} – ${dateTime(s.to, zone)}, ${ageText((s.to - s.from) / 1000)}`;
  const onKey = (event: KeyboardEvent) => {
    const by = event.key === "ArrowLeft" ? -1 : event.key === "ArrowRight" ? 1 : 0;
    if (by === 0) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(list.length - 1, (at ?? list.length) + by));
    setAt(next);
    announce(line(list[next]!), true);
  };

  return (
    <Panel title={title} state={state} height={height + 22}>
      <canvas class="timeline" ref={canvas} tabIndex={0} role="img" aria-label={label} style={{ height: `${height}px` }} onKeyDown={onKey}
        onBlur={() => setAt(undefined)} onPointerLeave={() => setAt(undefined)}
        onPointerMove={(event) => {
          const t = (event.offsetX / event.currentTarget.clientWidth) * ((list.at(-1)?.to ?? 0) - (list[0]?.from ?? 0)) + (list[0]?.from ?? 0);
          setAt(list.findIndex((s) => t >= s.from && t < s.to));
        }} />
      <div class="legend">
        {chosen ? <span class="legend-item">{line(chosen)}</span> : parts.map((p) => (
          <span class="legend-item" key={p.state}><Shape level={p.state === undefined ? "stale" : (names(p.state)?.level ?? "info")} /> {nameOf(p.state)} <span class="number">{fixed(p.share * 100, 2)} %</span></span>
        ))}
      </div>
    </Panel>
  );
}
