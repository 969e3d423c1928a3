import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { eventLevels } from "../components/event_marks";
import { Shape, levelWord } from "../components/shape";
import { dateTime, eventTime, isoTime } from "../format/clock";
import { cut } from "../format/text";
import { useNow, type NodeEvent } from "../live/hooks";
import { timeZone } from "../state/settings";
import { useStore } from "../state/store";

const shownAtFirst = 20;

/** The end of a condition is told without its words: then its name stands before it. */
function eventText({ severity, code, text }: NodeEvent): string {
  const ended = severity === "ok" && code !== "" && code !== "state";
  return cut(ended ? `${code.replace(/_/g, " ")}: ${text}` : text, 600);
}

/** Newest first. */
export function EventList({ events }: { events: readonly NodeEvent[] }): JSX.Element {
  const now = useNow();
  const zone = useStore(timeZone);
  const [all, setAll] = useState(false);
  return (
    <>
      <ol class="events">
        {(all ? events : events.slice(0, shownAtFirst)).map((event) => (
          <li key={event.id}>
            <time class="number muted" dateTime={isoTime(event.t)} title={dateTime(event.t, zone)}>{eventTime(event.t, now, zone)}</time>
            <Shape level={eventLevels[event.severity]} label={levelWord[eventLevels[event.severity]]} />
            <span class="event-node" title={event.node.slice(0, 2000)}>{cut(event.node, 60)}</span>
            <span class="event-text">{eventText(event)}</span>
          </li>
        ))}
      </ol>
      {events.length > shownAtFirst && <button type="button" class="button small" onClick={() => setAll(!all)}>{all ? "Show fewer" : `Show all ${events.length}`}</button>}
    </>
  );
}
