/** Colours for canvases come from the style sheet, so that there is one place for them. */
export interface ChartColours {
  text: string;
  muted: string;
  grid: string;
  panel: string;
  lines: readonly string[];
  levels: Readonly<Record<"ok" | "info" | "warn" | "crit" | "stale", string>>;
}

export function chartColours(): ChartColours {
  const style = getComputedStyle(document.documentElement);
  const get = (name: string) => style.getPropertyValue(name).trim();
  return {
    text: get("--text"),
    muted: get("--muted"),
    grid: get("--grid"),
    panel: get("--panel"),
    lines: [get("--series-1"), get("--series-2"), get("--series-3"), get("--series-4")],
    levels: { ok: get("--ok"), info: get("--info"), warn: get("--warn"), crit: get("--crit"), stale: get("--stale") },
  };
}

/** Four hues can be told apart by everybody; further lines repeat them dashed. */
export function lineStyle(index: number, colours: ChartColours): { stroke: string; dash: number[] } {
  const dashes = [[], [6, 3], [2, 3]];
  return { stroke: colours.lines[index % 4]!, dash: dashes[Math.floor(index / 4) % 3]! };
}

/** `share` (0 to 1) of a colour, the rest is that of the panel. */
export function onPanel(colour: string, share: number, { panel }: ChartColours): string {
  const part = (of: string, at: number) => Number.parseInt(of.slice(at, at + 2), 16);
  return `rgb(${[1, 3, 5].map((at) => Math.round(part(colour, at) * share + part(panel, at) * (1 - share))).join()})`;
}

/** Of an area that hides what lies behind it; hues that come back are paler. */
export function stackFill(index: number, colours: ChartColours): string {
  return onPanel(colours.lines[index % 4]!, [0.5, 0.32, 0.18][Math.floor(index / 4) % 3]!, colours);
}

/** How much of the hue a line of a ramp has, 0 to 1: the first of `count` all of it. */
export function rampShare(index: number, count: number): number {
  return count < 2 ? 1 : 1 - (0.8 * index) / (count - 1);
}

export function rampFill(index: number, count: number, colours: ChartColours): string {
  return onPanel(colours.lines[0]!, rampShare(index, count), colours);
}

/** With this transparency (0 to 1). The palette is #rrggbb. */
export function faint(colour: string, alpha: number): string {
  return `${colour}${Math.round(alpha * 255).toString(16).padStart(2, "0")}`;
}

const font = '11px system-ui, "DejaVu Sans", sans-serif';
export const chartFont = font;
