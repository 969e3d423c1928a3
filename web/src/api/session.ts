import { sessionChannel, type SessionNews } from "../live/protocol";
import { createStore } from "../state/store";
import { resolveUrl } from "../state/router";
import { readStored, writeStored } from "../state/settings";

/** Set by the first answer 401 and by signing out, in any tab: the login is shown. */
export const loginNeeded = createStore(false);
/** Whether this browser signed in here: then it can sign out. */
export const signedIn = createStore(readStored("signed-in") === "yes");

let channel: BroadcastChannel | undefined;
let logins = 0;

/** How often somebody signed in while this page was open: what was asked before that says nothing about now. */
export function loginCount(): number {
  return logins;
}

function hear(news: SessionNews): void {
  if (news === "in") logins += 1;
  writeStored("signed-in", news === "in" ? "yes" : "no");
  signedIn.set(news === "in");
  loginNeeded.set(news === "out");
}

/** Here, in all other tabs, and in the worker that holds the stream. */
export function tellSession(news: SessionNews): void {
  hear(news);
  channel?.postMessage(news);
}

export function startSession(): void {
  channel = new BroadcastChannel(sessionChannel(resolveUrl("./")));
  channel.onmessage = ({ data }: MessageEvent<SessionNews>) => hear(data);
}
