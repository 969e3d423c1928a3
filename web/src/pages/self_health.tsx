import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { Annotation } from "../components/chart_options";
import { Panel } from "../components/panel";
import { useUnheard } from "../components/unheard";
import { TimeSeries } from "../components/time_series";
import { ageText } from "../format/number";
import { dateTime } from "../format/clock";
import { CardinalityPanel } from "../health/cardinality";
import { Collectors } from "../health/collectors";
import { LogPanel } from "../health/log_panel";
import { Notices } from "../health/notices";
import { healthCharts } from "../health/charts";
import { Storage } from "../health/storage";
import { HealthTiles } from "../health/tiles";
import { activityPatterns, targetPatterns, useNow, useProgram, useTargets } from "../live/hooks";
import type { Program } from "../live/target";
import { timeZone } from "../state/settings";
import { useStore } from "../state/store";
import type { Page } from "./page";

const collectorPatterns = [...targetPatterns, ...activityPatterns];

function startMark(program: Program | undefined): Annotation[] {
  return program?.started === undefined ? [] : [{ t: program.started, text: "nodewatch was started", level: "info" }];
}

/** How nodewatch itself is: where every "no data" leads to. */
function SelfHealth(): JSX.Element {
  const program = useProgram();
  const targets = useTargets();
  const now = useNow();
  const unheard = useUnheard(collectorPatterns);
  const zone = useStore(timeZone);
  const starts = useMemo(() => startMark(program), [program?.started]);
  return (
    <>
      <div class="page-head">
        <h1>nodewatch {program?.version}</h1>
        {program?.started !== undefined && <p class="muted">up {ageText((now - program.started) / 1000)}, since {dateTime(program.started, zone)}{program.revision !== "" && ` · ${program.revision.slice(0, 12)}`}</p>}
        <div class="page-links"><a href="health" data-plain>Verdict as text</a><a href="metrics" data-plain>Metrics as text</a></div>
      </div>
      <HealthTiles />
      <Panel title="Collectors" state={unheard ?? (targets.length > 0 ? { kind: "ok" } : { kind: "empty", message: "No node is watched." })} height={60}>
        <Collectors targets={targets} />
      </Panel>
      <Notices targets={targets} />
      <div class="columns even">
        <Storage />
        <CardinalityPanel />
      </div>
      <LogPanel />
      <div class="charts">{healthCharts.map((chart) => <TimeSeries key={chart.title} {...chart} height={130} annotations={starts} />)}</div>
    </>
  );
}

export const page: Page = { component: SelfHealth };
