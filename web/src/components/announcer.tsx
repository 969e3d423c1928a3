import type { JSX } from "preact";
import { createStore, useStore } from "../state/store";

const shortestGapMs = 5000;
export const said = createStore("");
let lastSaid = 0;
let waiting: string | undefined;

function say(text: string): void {
  lastSaid = Date.now();
  said.set(text);
}

/** What the user asked for meanwhile puts it off. */
function sayWaiting(): void {
  const due = lastSaid + shortestGapMs - Date.now();
  if (due > 0) return void setTimeout(sayWaiting, due);
  if (waiting !== undefined) say(waiting);
  waiting = undefined;
}

/** Said to screen readers, politely: at most one message in 5 s, the newest wins. `now`: what the user asked for. */
export function announce(text: string, now = false): void {
  if (now) return say(text);
  const idle = waiting === undefined;
  waiting = text;
  if (idle) sayWaiting();
}

export function Announcer(): JSX.Element {
  return <div class="visually-hidden" aria-live="polite">{useStore(said)}</div>;
}
