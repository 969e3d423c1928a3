import type { JSX } from "preact";
import { Panel, type PanelState } from "../components/panel";
import { levelWord, Shape } from "../components/shape";
import { judge } from "../components/threshold";
import { fixed, showText } from "../format/number";
import { useSeries } from "../series/use_series";
import { daysLeft, growth, sizeIn, type Growth } from "./forecast";
import { useOwnReading } from "./own_reading";

const lastWeek = { from: "now-7d", to: "now" };
/** An hour a step. */
const points = 168;
/** Days until the disk is full. */
const limits = { direction: "below", warn: 30, crit: 7 } as const;
const nothing: Growth = { perDay: undefined, days: 0, last: undefined };

function untilFull(days: number | undefined): JSX.Element {
  if (days === undefined) return <>unknown</>;
  if (days === Infinity) return <>not filling up</>;
  const level = judge(days, limits) ?? "ok";
  return <><Shape level={level} label={levelWord[level]} /> {days > 3650 ? "more than 10 years" : `${fixed(days, days < 10 ? 1 : 0)} days`}</>;
}

/** What the forecast rests on: a line through few hours would lie. */
function basis({ days, perDay }: Growth): string {
  const seen = days < 1 ? `${fixed(days * 24, 0)} hours` : `${fixed(days, 1)} days`;
  return perDay === undefined ? `The forecast needs a day of history; there are ${seen}.` : `Forecast from the last ${seen}: as if all goes on as it went; retention ends the growth.`;
}

/** The history on its disk: how it grows, and when nothing is free any more. */
export function Storage(): JSX.Element {
  const own = useOwnReading();
  const { loaded, status, error, retry } = useSeries([
    { expr: "max(nodewatch_store_file_bytes)", label: "file" },
    { expr: "min(nodewatch_store_filesystem_avail_bytes)", label: "free" },
  ], { points, range: lastWeek });
  const of = (query: number) => {
    const index = loaded?.lines.findIndex((line) => line.query === query) ?? -1;
    return loaded && index >= 0 ? growth(loaded.grid.columns[index]!.last, loaded.grid.stepMs) : nothing;
  };
  const file = of(0), free = of(1);
  const size = (series: string) => showText(own("nodewatch_store", series).value, "bytes");
  const perDay = ({ perDay: bytes }: Growth) => (bytes === undefined ? "unknown" : `${bytes < 0 ? "-" : "+"}${showText(Math.abs(bytes), "bytes")} a day`);
  const forecast = (days: number) => {
    const bytes = sizeIn(file, days);
    return bytes === undefined ? "unknown" : showText(bytes, "bytes");
  };
  const rows: readonly (readonly [string, JSX.Element | string])[] = [
    ["Size of the history", size("nodewatch_store_file_bytes")],
    ["It grows by", perDay(file)],
    ["In 30 days", forecast(30)],
    ["In a year", forecast(365)],
    ["Free on its disk", `${size("nodewatch_store_filesystem_avail_bytes")} of ${size("nodewatch_store_filesystem_size_bytes")}`],
    ["Free space changes by", perDay(free)],
    ["Disk full in", untilFull(daysLeft(free))],
  ];
  const state: PanelState = status === "error" ? { kind: "error", message: error ?? "", retry } : !loaded ? { kind: "loading" } : { kind: "ok" };
  return (
    <Panel title="Storage" state={state} height={200}>
      <dl class="facts">{rows.map(([name, value]) => <div key={name}><dt>{name}</dt><dd class="number">{value}</dd></div>)}</dl>
      <p class="muted foot">{basis(free)}</p>
    </Panel>
  );
}
