import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import { useNow } from "../live/hooks";
import { useLink } from "../state/router";
import { summary } from "../series/grid";
import type { SeriesQuery } from "../series/loader";
import { staleSince } from "../series/newest";
import { useSeries, type SeriesState } from "../series/use_series";
import { Chart } from "./chart";
import { chartCsv, type AxisRules } from "./chart_data";
import type { Annotation } from "./chart_options";
import { ChartTable } from "./chart_table";
import { downloadCsv } from "./csv_download";
import { MoreIcon } from "./icons";
import { Panel, type PanelState } from "./panel";
import { Popover } from "./popover";
import type { Thresholds } from "./threshold";

export interface TimeSeriesProps extends AxisRules {
  title: string;
  queries: readonly SeriesQuery[];
  thresholds?: Thresholds | undefined;
  annotations?: readonly Annotation[];
  log?: boolean;
  /** As `Chart` takes them. */
  stacked?: boolean;
  ramp?: boolean;
  /** Of the plot, px. */
  height?: number;
  /** What to say while nothing came yet. */
  emptyText?: string;
  /** Why values may have stopped coming: the last error of the node. */
  cause?: string | undefined;
  /** Values come only when something happens: that none is of now says nothing. */
  sparse?: boolean;
  /** Beside the panel's menu. */
  tools?: ComponentChildren;
}

function stateOf({ status, loaded, error, retry }: SeriesState, emptyText: string, explore: string, now: number, { sparse = false, cause }: Pick<TimeSeriesProps, "sparse" | "cause">): PanelState {
  if (status === "error") return { kind: "error", message: error ?? "", retry, explore };
  if (!loaded) return { kind: "loading" };
  const last = sparse ? undefined : staleSince(loaded, now);
  if (last !== undefined) return { kind: "stale", last, now, cause };
  const known = loaded.grid.columns.some((column) => summary(column) !== undefined);
  return known ? { kind: "ok" } : { kind: "empty", message: emptyText };
}

/** Lines over the page's time range in a panel of their own. */
export function TimeSeries(props: TimeSeriesProps): JSX.Element {
  const { title, queries, height = 160, emptyText = "No samples in this time range.", stacked = false, tools } = props;
  const now = useNow();
  const series = useSeries(queries, { peaks: !stacked });
  const link = useLink();
  const [asTable, setAsTable] = useState(false);
  const explore = link("explore", Object.fromEntries(queries.map(({ expr }, i) => [`g${i}.expr`, expr])));
  const { loaded } = series;
  return (
    <Panel title={title} state={stateOf(series, emptyText, explore, now, props)} height={height + 24} class="panel-chart"
      note={loaded && loaded.left_out > 0 ? `${loaded.lines.length} of ${loaded.lines.length + loaded.left_out} series` : undefined}
      actions={
        <>
          {tools}
          <Popover button={<MoreIcon />} label={`Actions for ${title}`} align="end" class="menu-box">
            {(close: () => void) => (
              <div class="menu">
                <button type="button" onClick={() => { setAsTable(!asTable); close(); }}>{asTable ? "Show chart" : "Show table"}</button>
                <button type="button" disabled={!loaded} onClick={() => { if (loaded) downloadCsv(title, chartCsv(loaded, props.annotations ?? [])); close(); }}>Download CSV</button>
                <a href={explore}>Open in Explore</a>
              </div>
            )}
          </Popover>
        </>
      }>
      {loaded && (asTable ? <ChartTable title={title} loaded={loaded} unit={props.unit} stacked={stacked} annotations={props.annotations ?? []} /> : <Chart {...props} height={height} loaded={loaded} version={series.version} />)}
    </Panel>
  );
}
