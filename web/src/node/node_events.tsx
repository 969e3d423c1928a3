import type { JSX } from "preact";
import { Panel } from "../components/panel";
import { useUnheard } from "../components/unheard";
import { eventPatterns, useEvents } from "../live/hooks";
import type { Target } from "../live/target";
import { EventList } from "../overview/event_list";

/** What happened to one node. */
export function NodeEvents({ target }: { target: Target }): JSX.Element {
  const events = useEvents().filter(({ network, node }) => network === target.network && node === target.node);
  const unheard = useUnheard(eventPatterns);
  return (
    <Panel title="Last events" height={60} state={unheard ?? (events.length > 0 ? { kind: "ok" } : { kind: "empty", message: "Nothing has happened to this node since nodewatch started." })}>
      <EventList events={events} />
    </Panel>
  );
}
