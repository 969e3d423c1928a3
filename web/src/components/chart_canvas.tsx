import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import { shownTheme, timeZone } from "../state/settings";
import { useStore } from "../state/store";
import type { Loaded } from "../series/loader";
import { chartData, linesWithBands } from "./chart_data";
import { stackedData } from "./chart_stack";
import { chartOptions, type Annotation, type ChartSetup } from "./chart_options";
import { chartColours } from "./chart_theme";

export interface ChartCanvasProps extends Omit<ChartSetup, "width" | "height" | "labels" | "envelopes" | "colours" | "zone" | "marks"> {
  loaded: Loaded;
  version: number;
  /** Of the plot, px, unless the panel fills the page. */
  height: number;
  annotations: readonly Annotation[];
  /** Unix ms. */
  pin: number | undefined;
  /** Step under the cursor when the keyboard moves it. */
  cursor: number | undefined;
}

/** The uPlot instance behind a chart. It is made anew only when lines, theme or zone change. */
export function ChartCanvas(props: ChartCanvasProps): JSX.Element {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const visible = useRef(true);
  const latest = useRef(props);
  latest.current = props;
  const theme = useStore(shownTheme);
  const zone = useStore(timeZone);
  const { loaded, version, height, log, stacked, hidden, annotations, cursor, pin } = props;
  const envelopes = stacked ? [] : linesWithBands(loaded);
  const { min, max, most, tight } = props;
  const shape = JSON.stringify([loaded.lines.map(({ label }) => label), envelopes, [...hidden], log, stacked, props.ramp, min, max, most, tight, props.unit, props.thresholds, theme, zone]);

  const data = (now: Loaded) => (stacked ? stackedData(now, hidden) : chartData(now, envelopes));

  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const setup: ChartSetup = {
      ...latest.current,
      onCursor: (index) => latest.current.onCursor(index),
      onPick: (index) => latest.current.onPick(index),
      onZoom: (from, to) => latest.current.onZoom(from, to),
      marks: () => latest.current,
      width: Math.max(100, element.clientWidth),
      height: element.clientHeight,
      labels: loaded.lines.map(({ label }) => label),
      envelopes,
      colours: chartColours(),
      zone,
    };
    const made = new uPlot(chartOptions(setup), data(loaded), element);
    plot.current = made;
    const resize = new ResizeObserver(() => {
      const width = element.clientWidth, height = element.clientHeight;
      if (width > 0 && (width !== made.width || height !== made.height)) made.setSize({ width, height });
    });
    resize.observe(element);
    // What is scrolled away is not drawn.
    const sight = new IntersectionObserver(([entry]) => {
      const was = visible.current;
      visible.current = entry?.isIntersecting !== false;
      if (!was && visible.current) made.setData(data(latest.current.loaded));
    });
    sight.observe(element);
    return () => {
      resize.disconnect();
      sight.disconnect();
      made.destroy();
      plot.current = undefined;
    };
  }, [shape]);

  useEffect(() => {
    if (visible.current) plot.current?.setData(data(loaded));
  }, [loaded, version]);

  useEffect(() => plot.current?.redraw(false, false), [annotations, pin]);

  useEffect(() => {
    const made = plot.current;
    if (!made || cursor === undefined) return;
    const left = made.valToPos(loaded.grid.timeAt(cursor) / 1000, "x");
    made.setCursor({ left, top: made.bbox.height / devicePixelRatio / 2 });
  }, [cursor]);

  return <div class="chart-canvas" ref={host} style={{ height: `${height}px` }} />;
}
