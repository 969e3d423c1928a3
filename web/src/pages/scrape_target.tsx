import type { JSX } from "preact";
import { useEventMarks } from "../components/event_marks";
import { StateTimeline } from "../components/state_timeline";
import { TimeSeries } from "../components/time_series";
import { cut, quote } from "../format/text";
import { topic } from "../live/pattern";
import type { Target } from "../live/target";
import { Headline } from "../node/headline";
import { NodeEvents } from "../node/node_events";
import { nodePage } from "../node/node_page";
import { Conditions } from "../overview/conditions";
import { targetCharts } from "../scrape/charts";
import { upState } from "../scrape/limits";
import { MetricsPanel } from "../scrape/metrics_panel";
import { labelText, selectorOf } from "../scrape/rows";
import { TargetTiles } from "../scrape/target_tiles";
import { useScrapeTargets } from "../scrape/use_targets";
import { useLink } from "../state/router";
import type { Page } from "./page";

function NodeOf({ target }: { target: Target }): JSX.Element {
  const { node, lastError } = target;
  const marks = useEventMarks();
  const link = useLink();
  const [scraped] = useScrapeTargets(node);
  const selector = scraped && selectorOf(scraped);
  const labels = scraped ? labelText({ job: scraped.job, instance: scraped.instance, ...scraped.labels }) : "";
  return (
    <>
      <Headline target={target} facts={[scraped?.url && scraped.url !== target.address ? cut(scraped.url, 200) : undefined]}
        links={selector && <><a href={link("explore", { "g0.expr": selector, "g0.tab": "table" })}>Its series</a><a href={link("explore", { "g0.expr": `up${selector}` })}>up</a></>} />
      {labels !== "" && <p class="muted mono target-labels">{`{${cut(labels, 1000)}}`}</p>}
      <Conditions target={target} />
      {scraped && <TargetTiles target={scraped} />}
      <StateTimeline title="Up" cause={lastError} names={upState} query={{
        expr: `nodewatch_scrape_up{network="scrape",node=${quote(node)}}`, label: "up",
        live: { topic: topic("points", "scrape", node, "scrape_target"), series: "nodewatch_scrape_up" },
      }} />
      <div class="charts">{targetCharts(node).map((chart) => <TimeSeries key={chart.title} {...chart} height={140} cause={lastError} annotations={marks("scrape", node)} />)}</div>
      {selector && <MetricsPanel selector={selector} />}
      <NodeEvents target={target} />
    </>
  );
}

export const page: Page = nodePage("scrape", NodeOf);
