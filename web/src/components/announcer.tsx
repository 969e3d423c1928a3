import type { JSX } from "preact";
import { createStore, useStore } from "../state/store";

const shortestGapMs = 5000;
const message = createStore("");
let lastSaid = 0;
let waiting: string | undefined;

/** Said to screen readers, politely: at most one message in 5 s, the newest wins. `now`: what the user asked for. */
export function announce(text: string, now = false): void {
  const due = lastSaid + shortestGapMs - Date.now();
  if (now || due <= 0) {
    lastSaid = Date.now();
    message.set(text);
    return;
  }
  if (waiting === undefined)
    setTimeout(() => {
      const newest = waiting;
      waiting = undefined;
      if (newest !== undefined) announce(newest, true);
    }, due);
  waiting = text;
}

export function Announcer(): JSX.Element {
  return <div class="visually-hidden" aria-live="polite">{useStore(message)}</div>;
}
