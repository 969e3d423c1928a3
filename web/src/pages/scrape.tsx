import type { JSX } from "preact";
import type { PanelState } from "../components/panel";
import { StatTile } from "../components/stat_tile";
import { worse } from "../components/shape";
import { useUnheard } from "../components/unheard";
import { fixed } from "../format/number";
import { targetPatterns, useNow, type Reading } from "../live/hooks";
import { overview } from "../networks/scrape";
import { Conditions } from "../overview/conditions";
import { JobsPanel } from "../scrape/jobs_panel";
import { healthOf, isFile, jobsOf, sampleRate, type ScrapeTarget } from "../scrape/rows";
import { TargetsPanel } from "../scrape/targets_panel";
import { useScrapeTargets } from "../scrape/use_targets";
import { usePlace } from "../state/router";
import type { Page } from "./page";

/** Of all targets that are up. */
function Totals({ targets, now }: { targets: readonly ScrapeTarget[]; now: number }): JSX.Element {
  const up = targets.filter((target) => healthOf(target) === "up");
  const down = targets.filter((target) => healthOf(target) === "down").length;
  const total = (of: (target: ScrapeTarget) => number | undefined): Reading => {
    const known = up.flatMap((target) => of(target) ?? []);
    return { value: known.length === 0 ? undefined : known.reduce((a, b) => a + b, 0), t: now, stale: false };
  };
  const series = (name: string) => ({ point }: ScrapeTarget) => point?.v[name];
  const longest = up.flatMap((target) => series("nodewatch_scrape_duration_seconds")(target) ?? []);
  const known = up.length + down;
  return (
    <div class="tiles">
      <StatTile label="Up" reading={{ value: known === 0 ? undefined : up.length, t: now, stale: false }} unit="1" level={down > 0 ? "crit" : up.length === targets.length ? "ok" : undefined} note={`of ${fixed(targets.length, 0)} targets, ${fixed(down, 0)} down`} />
      <StatTile label="Samples stored" reading={total(sampleRate)} unit="1/s" note="of targets that are up" />
      <StatTile label="In one round" reading={total(series("nodewatch_scrape_samples"))} unit="1" note="samples of all targets" />
      <StatTile label="Slowest scrape" reading={{ value: longest.length === 0 ? undefined : Math.max(...longest), t: now, stale: false }} unit="seconds" />
      <StatTile label="Size of a round" reading={total(series("nodewatch_scrape_body_bytes"))} unit="bytes" />
    </div>
  );
}

function Scrape(): JSX.Element {
  const now = useNow();
  // A target's job is in its table: before that it would be counted to another.
  const unheard = useUnheard([...targetPatterns, "table/scrape/*/scrape"]);
  const all = useScrapeTargets().sort((a, b) => worse(a.standing.level, b.standing.level));
  const targets = all.filter((target) => !isFile(target));
  const wanted = usePlace().query.get("job") ?? undefined;
  const jobs = jobsOf(targets);
  const job = jobs.some(({ name }) => name === wanted) ? wanted : undefined;
  const state: PanelState = targets.length > 0 && unheard?.kind !== "loading" ? { kind: "ok" } : (unheard ?? { kind: "unconfigured", what: overview.what, snippet: overview.snippet });
  return (
    <>
      <div class="page-head"><h1>Scrape targets</h1></div>
      {targets.length > 0 && <Totals targets={targets} now={now} />}
      {all.filter(isFile).map(({ node, standing }) => <Conditions key={node} target={standing.target} />)}
      {targets.length > 0 && <JobsPanel jobs={jobs} state={state} chosen={job} />}
      <TargetsPanel targets={job === undefined ? targets : targets.filter((target) => target.job === job)} state={state} job={job} now={now} />
    </>
  );
}

export const page: Page = { component: Scrape };
