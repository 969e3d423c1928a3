import type { JSX } from "preact";
import { StatTile } from "../components/stat_tile";
import { useNow, type Reading } from "../live/hooks";
import { newestOf } from "../series/newest";
import { useSeries } from "../series/use_series";
import { useOwnReading } from "./own_reading";

/** The newest value of an expression as a reading. */
function useExpression(expr: string): Reading {
  const { loaded } = useSeries([{ expr, label: "" }], { points: 12, range: lastMinutes });
  const now = useNow();
  const newest = loaded && loaded.lines.length > 0 ? newestOf(loaded, 0, now) : undefined;
  return { value: newest?.value, t: newest?.t, stale: newest?.stale === true };
}
const lastMinutes = { from: "now-2m", to: "now" };

export function HealthTiles(): JSX.Element {
  const own = useOwnReading();
  const cpu = useExpression("sum(rate(nodewatch_cpu_seconds_total[1m])) * 100");
  const samples = useExpression("sum(rate(nodewatch_store_samples_total[1m]))");
  const lost = own("nodewatch_store", "nodewatch_store_samples_lost_total");
  return (
    <div class="tiles">
      <StatTile label="CPU" reading={cpu} unit="%" thresholds={{ direction: "above", warn: 50, crit: 90 }} note="of one core" help="User and system time over the last minute" />
      <StatTile label="Memory" reading={own("nodewatch_process", "nodewatch_resident_memory_bytes")} unit="bytes" />
      <StatTile label="Series" reading={own("nodewatch_store", "nodewatch_store_series")} unit="1" />
      <StatTile label="Samples" reading={samples} unit="1/s" />
      <StatTile label="History" reading={own("nodewatch_store", "nodewatch_store_file_bytes")} unit="bytes" note="on disk" />
      <StatTile label="Unwritten" reading={own("nodewatch_store", "nodewatch_store_unflushed_samples")} unit="1" note="samples" help="Lost if the program is killed now" />
      <StatTile label="Lost" reading={lost} unit="1" thresholds={{ direction: "above", warn: 1 }} note="samples since start" />
      <StatTile label="Failed writes" reading={own("nodewatch_store", "nodewatch_store_failed_flushes_total")} unit="1" thresholds={{ direction: "above", warn: 1 }} note="tried again" />
      <StatTile label="Connections" reading={own("nodewatch_http_server", "nodewatch_http_open_connections")} unit="1" note="open now" />
    </div>
  );
}
