import type { JSX } from "preact";
import { collectorCharts, trafficCharts } from "../betanet/charts";
import { EndpointsPanel } from "../betanet/endpoints_panel";
import { bucketRows } from "../betanet/latency";
import { breakerState } from "../betanet/limits";
import { MixnodesPanel } from "../betanet/mixnodes_panel";
import { betanetQueries } from "../betanet/queries";
import { useRoundMs } from "../betanet/round";
import { BetanetTiles } from "../betanet/tiles";
import { useEventMarks } from "../components/event_marks";
import { HeatChart } from "../components/heat_chart";
import { StateTimeline } from "../components/state_timeline";
import { TimeSeries } from "../components/time_series";
import { ageText } from "../format/number";
import { quote } from "../format/text";
import { read, useNodePoints, useNow } from "../live/hooks";
import { topic } from "../live/pattern";
import type { Target } from "../live/target";
import { betanetState } from "../networks/betanet";
import { Headline } from "../node/headline";
import { NodeEvents } from "../node/node_events";
import { nodePage } from "../node/node_page";
import { Conditions } from "../overview/conditions";
import type { Page } from "./page";

const collectionMs = 60_000;

const dialects: Readonly<Record<string, string>> = { api_v1: "API /api/v1", server: "API /status, /mixnodes" };

function useDialect(node: string): string | undefined {
  const point = useNodePoints("betanet", node, ["betanet_exporter"])("betanet_exporter");
  return Object.keys(dialects).find((dialect) => point?.v[`betanet_dialect{dialect="${dialect}"}`] === 1);
}

function Head({ target }: { target: Target }): JSX.Element {
  const now = useNow();
  const points = useNodePoints("betanet", target.node, ["betanet_service"]);
  const uptime = read(points("betanet_service"), "betanet_service_uptime_seconds", now);
  const spoken = useDialect(target.node);
  return <Headline target={target} facts={[spoken && dialects[spoken], uptime.value === undefined || uptime.stale ? undefined : `up ${ageText(uptime.value)}`]} />;
}

function NodeOf({ target }: { target: Target }): JSX.Element {
  const { node, lastError } = target;
  const marks = useEventMarks();
  const roundMs = useRoundMs(node);
  const q = betanetQueries(node, roundMs);
  // Only this dialect tells of bytes.
  const bytes = useDialect(node) !== "server";
  const chart = (one: ReturnType<typeof trafficCharts>[number]) => <TimeSeries key={one.title} {...one} height={140} cause={lastError} annotations={marks("betanet", node)} />;
  return (
    <>
      <Head target={target} />
      <Conditions target={target} />
      <BetanetTiles node={node} bytes={bytes} />
      <StateTimeline title="Breaker" cause={lastError} names={breakerState} query={{
        expr: `nodewatch_breaker_state{network="betanet",node=${quote(node)},endpoint="betanet"}`, label: "breaker",
        live: { topic: topic("points", "betanet", node, "nodewatch_breaker"), key: 'endpoint="betanet"', series: "nodewatch_breaker_state" },
      }} />
      <StateTimeline title="State" cause={lastError} names={betanetState} query={{
        expr: `betanet_state${q.matcher}`, label: "state",
        live: { topic: topic("points", "betanet", node, "betanet_service"), series: "betanet_state" },
      }} />
      <div class="charts">{trafficCharts(node, roundMs, bytes).map(chart)}</div>
      <HeatChart title="Latencies" unit="1" expr={q.buckets} leastStepMs={collectionMs} rows={bucketRows} cause={lastError} note="answers that told a latency in this range, by time"
        emptyText="No latency was told in this time range: each fresh answer tells one." />
      <MixnodesPanel target={target} />
      <EndpointsPanel target={target} />
      <div class="charts">{collectorCharts(node, roundMs).map(chart)}</div>
      <NodeEvents target={target} />
    </>
  );
}

export const page: Page = nodePage("betanet", NodeOf);
