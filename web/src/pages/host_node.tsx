import type { JSX } from "preact";
import { useEventMarks } from "../components/event_marks";
import { HeatChart } from "../components/heat_chart";
import { StateTimeline } from "../components/state_timeline";
import { TimeSeries } from "../components/time_series";
import { cut, quote } from "../format/text";
import { groupCharts, hostCharts, temperatureChart } from "../host/charts";
import { coreRows } from "../host/cores";
import { FilesystemsPanel } from "../host/filesystems_panel";
import { hostQueries } from "../host/queries";
import { sensorNames } from "../host/sensors";
import { HostTiles } from "../host/tiles";
import { useNodePoints, useNow } from "../live/hooks";
import { topic } from "../live/pattern";
import { useNewestTags, useTagged } from "../live/tagged";
import type { Target } from "../live/target";
import { hostState } from "../networks/host";
import { Headline } from "../node/headline";
import { NodeEvents } from "../node/node_events";
import { nodePage } from "../node/node_page";
import { Conditions } from "../overview/conditions";
import type { Page } from "./page";

/** Of which a host need not tell all, and by default does not. */
const optional = ["host_pressure", "host_netstat", "host_sockstat", "host_kernel", "host_vmstat", "host_time"];

const leastCoreStepMs = 15_000;

function NodeOf({ target }: { target: Target }): JSX.Element {
  const { node, lastError } = target;
  const marks = useEventMarks();
  const info = useNewestTags("host", node, "host_info");
  const now = useNow();
  const warm = useTagged("host", node, "host_hwmon", now).some(({ v }) => v.node_hwmon_temp_celsius !== undefined);
  const nameOf = sensorNames(useTagged("host", node, "host_hwmon_chip", now), useTagged("host", node, "host_hwmon_label", now));
  const points = useNodePoints("host", node, ["host_cgroup", ...optional]);
  const told = hostCharts(node).filter(({ needs }) => !needs || points(needs[0])?.v[needs[1]] !== undefined);
  const charts = [...told, ...(warm ? [temperatureChart(node, nameOf)] : []), ...(points("host_cgroup") ? groupCharts(node) : [])];
  const [first, rest] = [charts.slice(0, 3), charts.slice(3)];
  const draw = (chart: (typeof charts)[number]) => <TimeSeries key={chart.title} {...chart} height={140} cause={lastError} annotations={marks("host", node)} />;
  return (
    <>
      <Headline target={target} facts={[info.distribution, info.release && `Linux ${info.release}`, info.machine, info.cpu_model].map((fact) => fact && cut(fact, 80))} />
      <Conditions target={target} />
      <HostTiles node={node} />
      <StateTimeline title="State" cause={lastError} names={hostState} query={{
        expr: `host_state{network="host",node=${quote(node)}}`, label: "state",
        live: { topic: topic("points", "host", node, "host_state"), series: "host_state" },
      }} />
      <div class="charts">{first.map(draw)}</div>
      <HeatChart title="CPU by core" unit="percent" full={100} expr={hostQueries(node).cores} leastStepMs={leastCoreStepMs} rows={coreRows} cause={lastError} emptyText="No core is known in this time range." />
      <FilesystemsPanel target={target} />
      <div class="charts">{rest.map(draw)}</div>
      <NodeEvents target={target} />
    </>
  );
}

export const page: Page = nodePage("host", NodeOf);
