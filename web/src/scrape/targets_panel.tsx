import type { JSX } from "preact";
import { DataTable } from "../components/data_table";
import { Panel, type PanelState } from "../components/panel";
import { levelWord, Shape, type Level } from "../components/shape";
import type { TableColumn } from "../components/table_model";
import { judge } from "../components/threshold";
import { isoTime } from "../format/clock";
import { coarseAge, showText } from "../format/number";
import { cut } from "../format/text";
import { targetPath } from "../networks/scrape";
import { setQuery, useLink, usePlace } from "../state/router";
import { limits } from "./limits";
import { furtherLabels, healthOf, labelText, type Health, type ScrapeTarget } from "./rows";

const healths: readonly (readonly [Health, Level, string])[] = [["up", "ok", "Up"], ["down", "crit", "Down"], ["unknown", "stale", "Not known"]];

function columnsFor(now: number, link: (path: string) => string): TableColumn<ScrapeTarget>[] {
  const value = (series: string) => ({ point }: ScrapeTarget) => point?.v[series];
  const amount = (id: string, title: string, series: string, unit: string): TableColumn<ScrapeTarget> => ({ id, title, align: "end", minor: true, value: value(series), show: (target) => showText(value(series)(target), unit) });
  const interval = ({ interval: ms }: ScrapeTarget) => (ms === undefined ? undefined : ms / 1000);
  const kept = value("nodewatch_scrape_samples_kept"), told = value("nodewatch_scrape_samples");
  const lasted = value("nodewatch_scrape_duration_seconds");
  return [
    { id: "instance", title: "Instance", value: ({ instance, node }) => instance || node, show: ({ instance, node }) => <a class="cut" href={link(targetPath(node))}>{cut(instance || node, 80)}</a> },
    { id: "job", title: "Job", minor: true, value: ({ job }) => job, show: ({ job }) => cut(job, 60) },
    { id: "state", title: "State", value: ({ standing: { word } }) => word, show: ({ standing: { level, word } }) => <span class={`level-${level}`}><Shape level={level} label={levelWord[level]} /> {word}</span> },
    { id: "last", title: "Last scrape", align: "end", value: ({ last }) => (last === undefined ? undefined : now - last), csv: ({ last }) => isoTime(last ?? NaN), show: ({ last }) => (last === undefined ? "–" : `${coarseAge((now - last) / 1000)} ago`) },
    { id: "duration", title: "Duration", align: "end", minor: true, value: lasted, show: (target) => {
      const seconds = lasted(target), every = interval(target);
      const level = healthOf(target) === "up" && seconds !== undefined && every ? judge(seconds / every, limits.duration) : undefined;
      return <>{(level === "warn" || level === "crit") && <Shape level={level} label={levelWord[level]} />} {showText(seconds, "seconds")}</>;
    } },
    { id: "interval", title: "Every", align: "end", minor: true, value: interval, show: (target) => showText(interval(target), "seconds") },
    { id: "samples", title: "Samples", align: "end", minor: true, value: kept, show: (target) => {
      const of = told(target);
      return <>{showText(kept(target), "1")}{of !== undefined && of !== kept(target) && <span class="muted"> of {showText(of, "1")}</span>}</>;
    } },
    amount("added", "New series", "nodewatch_scrape_series_added", "1"),
    amount("size", "Size", "nodewatch_scrape_body_bytes", "bytes"),
    { id: "error", title: "Error", value: ({ error }) => error, show: ({ error }) => (error === undefined ? "" : <span class="level-crit">{cut(error, 200)}</span>) },
    { id: "labels", title: "Labels", minor: true, value: (target) => labelText(furtherLabels(target)) || undefined, show: (target) => <span class="mono">{cut(labelText(furtherLabels(target)), 200)}</span> },
  ];
}

interface TargetsPanelProps {
  /** Of the chosen job. */
  targets: readonly ScrapeTarget[];
  state: PanelState;
  job: string | undefined;
  now: number;
}

/** All targets in one table; narrowed down by state, by job and by words. */
export function TargetsPanel({ targets, state, job, now }: TargetsPanelProps): JSX.Element {
  const link = useLink();
  const chosen = usePlace().query.get("state");
  const shown = healths.some(([health]) => health === chosen) ? targets.filter((target) => healthOf(target) === chosen) : targets;
  const chip = (text: string, count: number, health: Health | undefined, level?: Level) => (
    <button type="button" key={text} aria-pressed={(chosen ?? undefined) === health} onClick={() => setQuery({ state: health }, true)}>{level && <Shape level={level} />} {text} <span class="number">{count}</span></button>
  );
  return (
    <Panel title="Targets" state={state} height={200} note={job === undefined ? undefined : <>job {cut(job, 60)} <button type="button" class="link-button" onClick={() => setQuery({ job: undefined }, true)}>show all</button></>}>
      <div class="tabs chips" role="group" aria-label="State of the targets">
        {chip("All", targets.length, undefined)}
        {healths.map(([health, level, text]) => chip(text, targets.filter((target) => healthOf(target) === health).length, health, level))}
      </div>
      <DataTable name="Targets" urlKey="targets" filter rows={shown} rowKey={({ node }) => node} height={640} columns={columnsFor(now, link)} />
    </Panel>
  );
}
