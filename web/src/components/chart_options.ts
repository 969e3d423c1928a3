import uPlot, { type Options, type Series } from "uplot";
import { powersOfTwo, tickTexts } from "../format/ticks";
import type { TimeZone } from "../state/settings";
import { axisRange, type AxisRules } from "./chart_data";
import { chartFont, faint, lineStyle, rampFill, stackFill, type ChartColours } from "./chart_theme";
import type { Thresholds } from "./threshold";

/** A moment to be marked on the time axis. */
export interface Annotation {
  /** Unix ms. */
  t: number;
  text: string;
  level: "ok" | "info" | "warn" | "crit";
}

export interface ChartSetup extends AxisRules {
  width: number;
  height: number;
  labels: readonly string[];
  envelopes: readonly number[];
  hidden: ReadonlySet<number>;
  log: boolean;
  /** The data are those of `stackedData`: no envelopes, and the last line first. */
  stacked: boolean;
  /** Stacked lines that have an order: one hue, paler from line to line. */
  ramp: boolean;
  thresholds: Thresholds | undefined;
  /** Asked at each drawing. */
  marks: () => { annotations: readonly Annotation[]; pin: number | undefined };
  colours: ChartColours;
  zone: TimeZone;
  onCursor: (index: number | undefined) => void;
  /** A click on a step. */
  onPick: (index: number) => void;
  /** Unix ms. */
  onZoom: (from: number, to: number) => void;
}

function lines({ labels, envelopes, hidden, colours }: ChartSetup): Series[] {
  const main = labels.map((label, i): Series => {
    const { stroke, dash } = lineStyle(i, colours);
    const fill = labels.length === 1 ? { fill: faint(stroke, 0.13) } : {};
    return { label, stroke, dash, width: 1.5, points: { show: false }, spanGaps: false, show: !hidden.has(i), ...fill };
  });
  const bounds = envelopes.flatMap((i): Series[] => {
    const bound: Series = { stroke: "transparent", width: 0, points: { show: false }, show: !hidden.has(i) };
    return [bound, { ...bound }];
  });
  return [{}, ...main, ...bounds];
}

function stackedLines({ labels, hidden, ramp, colours }: ChartSetup): Series[] {
  const areas = labels.map((label, i): Series => ({
    label, stroke: ramp ? colours.panel : lineStyle(i, colours).stroke, fill: ramp ? rampFill(i, labels.length, colours) : stackFill(i, colours), width: 1, points: { show: false }, spanGaps: false, show: !hidden.has(i),
  }));
  return [{}, ...areas.reverse()];
}

function drawThresholds(u: uPlot, { thresholds, colours }: ChartSetup): void {
  if (!thresholds) return;
  const { ctx, bbox } = u;
  const limits = [["warn", thresholds.warn], ["crit", thresholds.crit]] as const;
  for (const [level, limit] of limits) {
    if (limit === undefined) continue;
    const y = u.valToPos(limit, "y", true);
    if (y < bbox.top || y > bbox.top + bbox.height) continue;
    ctx.strokeStyle = ctx.fillStyle = colours.levels[level];
    ctx.setLineDash([4 * devicePixelRatio, 4 * devicePixelRatio]);
    ctx.lineWidth = devicePixelRatio;
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    ctx.textAlign = level === "crit" ? "right" : "left";
    ctx.textBaseline = thresholds.direction === "above" ? "bottom" : "top";
    ctx.font = chartFont.replace("11px", `${10 * devicePixelRatio}px`);
    // At either end, so that limits that lie close do not write over each other.
    ctx.fillText(`${level} ${limit}`, level === "crit" ? bbox.left + bbox.width - 4 : bbox.left + 4, y);
    ctx.globalAlpha = 0.06;
    const above = thresholds.direction === "above";
    ctx.fillRect(bbox.left, above ? bbox.top : y, bbox.width, above ? y - bbox.top : bbox.top + bbox.height - y);
    ctx.globalAlpha = 1;
  }
}

/** Over the whole height of the plot; returns where, undefined when `t` (unix ms) lies outside. `dash`: px, none for a whole line. */
function drawUpright(u: uPlot, t: number, colour: string, dash: readonly number[]): number | undefined {
  const { ctx, bbox } = u;
  const x = u.valToPos(t / 1000, "x", true);
  if (x < bbox.left || x > bbox.left + bbox.width) return undefined;
  ctx.strokeStyle = ctx.fillStyle = colour;
  ctx.setLineDash(dash.map((length) => length * devicePixelRatio));
  ctx.lineWidth = devicePixelRatio;
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  return x;
}

function drawAnnotations(u: uPlot, annotations: readonly Annotation[], colours: ChartColours): void {
  const { ctx, bbox } = u;
  const size = 4 * devicePixelRatio;
  for (const { t, level } of annotations) {
    const x = drawUpright(u, t, colours.levels[level], [2, 2]);
    if (x === undefined) continue;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top + bbox.height - 2 * size);
    ctx.lineTo(x + size, bbox.top + bbox.height);
    ctx.lineTo(x - size, bbox.top + bbox.height);
    ctx.fill();
  }
}

/** A whole line with a head at its upper end: it is no event. */
function drawPin(u: uPlot, t: number, colours: ChartColours): void {
  const { ctx, bbox } = u;
  const x = drawUpright(u, t, colours.text, []);
  if (x === undefined) return;
  ctx.beginPath();
  ctx.arc(x, bbox.top, 4 * devicePixelRatio, 0, 2 * Math.PI);
  ctx.fill();
}

/** Marks are drawn over the lines, inside the plot. */
function drawMarks(u: uPlot, setup: ChartSetup): void {
  u.ctx.save();
  drawThresholds(u, setup);
  const { annotations, pin } = setup.marks();
  drawAnnotations(u, annotations, setup.colours);
  if (pin !== undefined) drawPin(u, pin, setup.colours);
  u.ctx.restore();
}

const leastLabelWidth = 58;

/** Room for the labels of the y axis, px: those of six digits and more are not cut. `width`: of a text, px. */
export function labelWidth(texts: readonly string[], width: (text: string) => number): number {
  return Math.max(leastLabelWidth, ...texts.map((text) => Math.ceil(width(text)) + 10));
}

function textWidth(ctx: CanvasRenderingContext2D, text: string): number {
  ctx.save();
  ctx.font = chartFont;
  const { width } = ctx.measureText(text);
  ctx.restore();
  return width;
}

export function chartOptions(setup: ChartSetup): Options {
  const { colours, zone, log, unit, labels, envelopes } = setup;
  const axis = { stroke: colours.muted, font: chartFont, grid: { stroke: colours.grid, width: 1 }, ticks: { show: false } };
  return {
    width: setup.width,
    height: setup.height,
    padding: [8, 16, 0, 0],
    legend: { show: false },
    tzDate: dateIn(zone),
    scales: {
      x: { time: true },
      y: log ? { distr: 3 } : { range: (_u: uPlot, low: number | null, high: number | null) => axisRange(low ?? NaN, high ?? NaN, setup) },
    },
    axes: [
      { ...axis, size: 24, space: 70, values: (_u, ticks, _axis, _space, step) => timeTicks(ticks, step, dateIn(zone)) },
      { ...axis, size: (u, texts) => labelWidth(texts ?? [], (text) => textWidth(u.ctx, text)), gap: 4, space: 28, values: (_u, ticks) => tickTexts(ticks, unit), ...(unit.startsWith("bytes") ? { incrs: powersOfTwo } : {}) },
    ],
    series: setup.stacked ? stackedLines(setup) : lines(setup),
    bands: envelopes.map((line, i) => ({
      series: [1 + labels.length + 2 * i, 2 + labels.length + 2 * i],
      fill: faint(lineStyle(line, colours).stroke, 0.2),
    })),
    cursor: { sync: { key: "page", setSeries: false }, drag: { x: true, y: false, setScale: false }, points: { size: 6 } },
    hooks: {
      draw: [(u) => drawMarks(u, setup)],
      ready: [(u) => followClicks(u, setup.onPick)],
      setCursor: [(u) => setup.onCursor(u.cursor.idx ?? undefined)],
      setSelect: [(u) => {
        if (u.select.width < 5) return;
        setup.onZoom(u.posToVal(u.select.left, "x") * 1000, u.posToVal(u.select.left + u.select.width, "x") * 1000);
        u.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
      }],
    },
  };
}

/** What was dragged more than that is a zoom, px. */
const clickTolerance = 4;

function followClicks(u: uPlot, onPick: (index: number) => void): void {
  let downAt = 0;
  u.over.addEventListener("pointerdown", ({ clientX }) => { downAt = clientX; });
  u.over.addEventListener("click", ({ clientX }) => {
    if (Math.abs(clientX - downAt) <= clickTolerance) onPick(u.posToIdx(clientX - u.over.getBoundingClientRect().left));
  });
}

function dateIn(zone: TimeZone): (seconds: number) => Date {
  return (seconds) => (zone === "utc" ? uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC") : new Date(seconds * 1000));
}

/** 24 hours, and the date where the day changes: "12:05", "12:05:30", "11-21". */
function timeTicks(ticks: readonly number[], step: number, toDate: (seconds: number) => Date): string[] {
  const two = (n: number) => String(n).padStart(2, "0");
  return ticks.map((seconds) => {
    const d = toDate(seconds);
    if (d.getHours() === 0 && d.getMinutes() === 0 && d.getSeconds() === 0) return `${two(d.getMonth() + 1)}-${two(d.getDate())}`;
    return `${two(d.getHours())}:${two(d.getMinutes())}${step < 60 ? `:${two(d.getSeconds())}` : ""}`;
  });
}
