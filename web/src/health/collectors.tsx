import type { JSX } from "preact";
import { DataTable } from "../components/data_table";
import { levelWord, Shape, type Level } from "../components/shape";
import { ageText, fixed, showText } from "../format/number";
import { cut } from "../format/text";
import { useActivities, useNow } from "../live/hooks";
import type { Activity, Target } from "../live/target";
import { networkTitle } from "../networks";

interface CollectorRow {
  key: string;
  target: Target;
  activity: Activity;
  level: Level;
  /** Seconds since the last success. */
  age: number | undefined;
}

/** Three intervals without success are stale, whatever the last frame said: the client's clock goes on. */
export function collectorLevel({ intervalSeconds, stale, successes, failures }: Activity, { connected, heartbeatFailing }: Target, age: number | undefined): Level {
  if (successes === 0) return failures > 0 ? "crit" : "info";
  if (stale || (intervalSeconds !== undefined && age !== undefined && age > 3 * intervalSeconds)) return "stale";
  // A stream has no interval: what it rests on tells whether it still comes.
  if (intervalSeconds === undefined && (!connected || heartbeatFailing)) return connected ? "warn" : "crit";
  return "ok";
}

/** Each stream and poll of each node: does it work, since when not, and what was the last error. */
export function Collectors({ targets }: { targets: readonly Target[] }): JSX.Element {
  const now = useNow();
  const activities = useActivities();
  const rows = targets.flatMap((target) => activities(target.network, target.node).map((activity): CollectorRow => {
    const age = activity.lastSuccess === undefined ? undefined : Math.max(0, (now - activity.lastSuccess) / 1000);
    return { key: `${target.network}/${target.node}/${activity.name}`, target, activity, age, level: collectorLevel(activity, target, age) };
  }));
  return (
    <DataTable name="Collectors" urlKey="collectors" filter rows={rows} rowKey={({ key }) => key} height={420} columns={[
      { id: "node", title: "Node", value: ({ target }) => target.node, show: ({ target }) => <span class="cut">{cut(target.node, 80)}</span> },
      { id: "network", title: "Network", minor: true, value: ({ target }) => networkTitle(target.network) },
      { id: "name", title: "Collector", value: ({ activity }) => activity.name },
      { id: "state", title: "State", value: ({ level }) => levelWord[level], show: ({ level }) => <span class={`level-${level}`}><Shape level={level} /> {levelWord[level]}</span> },
      { id: "age", title: "Last success", align: "end", value: ({ age }) => age, show: ({ age }) => (age === undefined ? "never" : ageText(age)) },
      { id: "interval", title: "Interval", align: "end", minor: true, value: ({ activity }) => activity.intervalSeconds, show: ({ activity }) => (activity.intervalSeconds === undefined ? "stream" : showText(activity.intervalSeconds, "seconds")) },
      { id: "successes", title: "Answered", align: "end", minor: true, value: ({ activity }) => activity.successes, show: ({ activity }) => fixed(activity.successes, 0) },
      { id: "failures", title: "Failed", align: "end", minor: true, value: ({ activity }) => activity.failures, show: ({ activity }) => fixed(activity.failures, 0) },
      { id: "error", title: "Last error or note", minor: true, value: ({ activity }) => activity.lastError ?? activity.note, show: ({ activity }) => <span class="cut">{cut(activity.lastError ?? activity.note, 300)}</span> },
    ]} />
  );
}
