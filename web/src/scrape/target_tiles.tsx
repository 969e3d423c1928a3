import type { JSX } from "preact";
import { StatTile } from "../components/stat_tile";
import { judge } from "../components/threshold";
import { fixed, showText } from "../format/number";
import { read, useNow } from "../live/hooks";
import { limits } from "./limits";
import { healthOf, type ScrapeTarget } from "./rows";

/** The last scrape in numbers. */
export function TargetTiles({ target }: { target: ScrapeTarget }): JSX.Element {
  const { point } = target;
  const now = useNow();
  const get = (series: string, kind?: "age") => read(point, `nodewatch_scrape_${series}`, now, kind);
  const duration = get("duration_seconds"), interval = get("interval_seconds"), samples = get("samples"), kept = get("samples_kept");
  const part = duration.value === undefined || !interval.value ? undefined : duration.value / interval.value;
  const left = samples.value === undefined || kept.value === undefined ? undefined : samples.value - kept.value;
  return (
    <div class="tiles">
      <StatTile label="Last good scrape" reading={get("last_success_age_seconds", "age")} unit="age" note={`every ${showText(interval.value, "seconds")}`} />
      <StatTile label="Duration" reading={duration} unit="seconds" level={healthOf(target) === "up" ? judge(part, limits.duration) : undefined} note={part === undefined ? undefined : `${fixed(part * 100, 1)} % of the interval`} />
      <StatTile label="Samples" reading={samples} unit="1" note="told by the target" />
      <StatTile label="Kept" reading={kept} unit="1" note={left ? `${fixed(left, 0)} dropped by rules` : undefined} />
      <StatTile label="New series" reading={get("series_added")} unit="1" note="in the last scrape" />
      <StatTile label="Size" reading={get("body_bytes")} unit="bytes" />
    </div>
  );
}
