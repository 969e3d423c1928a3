import type { JSX } from "preact";
import { Compare } from "../overview/compare";
import { EventList } from "../overview/event_list";
import { FirstSteps } from "../overview/first_steps";
import { NodeRows } from "../overview/node_row";
import { ProblemList } from "../overview/problem_list";
import { Panel, Skeleton } from "../components/panel";
import { boardKnown } from "../live/client";
import { useEvents } from "../live/hooks";
import { useNodes, useOverall } from "../networks/standing";
import { usePlace } from "../state/router";
import { useStore } from "../state/store";
import type { Page } from "./page";

function count(n: number, word: string): string {
  return `${n} ${word}${n === 1 ? "" : "s"}`;
}

function Overview(): JSX.Element {
  const all = useNodes();
  const events = useEvents();
  const chosen = usePlace().query.get("node");
  const known = useStore(boardKnown);
  const nodes = chosen ? all.filter(({ target }) => target.node === chosen) : all;
  const { text, problems } = useOverall(nodes);
  return (
    <>
      <div class="page-head">
        <h1>Overview</h1>
        {all.length > 0 && <p class="muted">{text} · {count(nodes.length, "node")}</p>}
      </div>
      {!known ? <Skeleton height={200} /> : all.length === 0 ? <FirstSteps /> : (
        <>
          {problems.length > 0 && <ProblemList problems={problems} />}
          <NodeRows nodes={nodes} />
          <Compare targets={nodes.map(({ target }) => target)} />
          <Panel title="Last events" state={events.length > 0 ? { kind: "ok" } : { kind: "empty", message: "Nothing has happened since nodewatch started." }} height={60}>
            <EventList events={chosen ? events.filter(({ node }) => node === chosen) : events} />
          </Panel>
        </>
      )}
    </>
  );
}

export const page: Page = { component: Overview };
