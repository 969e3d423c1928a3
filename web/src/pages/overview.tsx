import type { JSX } from "preact";
import { Compare } from "../overview/compare";
import { EventList } from "../overview/event_list";
import { FirstSteps, NextSteps } from "../overview/first_steps";
import { NodeRows } from "../overview/node_row";
import { ProblemList } from "../overview/problem_list";
import { Panel } from "../components/panel";
import { useUnheard } from "../components/unheard";
import { eventPatterns, targetPatterns, useEvents } from "../live/hooks";
import { networks } from "../networks";
import { useNodes, useOverall } from "../networks/standing";
import { usePlace } from "../state/router";
import type { Page } from "./page";

function count(n: number, word: string): string {
  return `${n} ${word}${n === 1 ? "" : "s"}`;
}

function Overview(): JSX.Element {
  const all = useNodes();
  const events = useEvents();
  const chosen = usePlace().query.get("node");
  const unheard = useUnheard(targetPatterns);
  const unheardEvents = useUnheard(eventPatterns);
  const standings = chosen ? all.filter(({ target }) => target.node === chosen) : all;
  const { text, problems } = useOverall(standings);
  const nodes = standings.filter(({ file }) => file === undefined);
  const watched = new Set(all.map(({ target }) => target.network));
  const onlyFound = [...watched].every((network) => networks.get(network)?.alwaysFound);
  return (
    <>
      <div class="page-head">
        <h1>Overview</h1>
        {all.length > 0 && <p class="muted">{text} · {count(nodes.length, "node")}</p>}
      </div>
      {all.length === 0 ? (unheard ? <Panel title="Nodes" state={unheard} /> : <FirstSteps />) : (
        <>
          {problems.length > 0 && <ProblemList problems={problems} />}
          <NodeRows nodes={nodes} files={standings.filter(({ file }) => file !== undefined)} />
          {onlyFound && <NextSteps watched={watched} />}
          <Compare targets={nodes.map(({ target }) => target)} />
          <Panel title="Last events" state={unheardEvents ?? (events.length > 0 ? { kind: "ok" } : { kind: "empty", message: "Nothing has happened since nodewatch started." })} height={60}>
            <EventList events={chosen ? events.filter(({ node }) => node === chosen) : events} />
          </Panel>
        </>
      )}
    </>
  );
}

export const page: Page = { component: Overview };
