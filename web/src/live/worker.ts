// The worker that all tabs share: browsers allow six connections to a host, and a stream holds one for good.
import { Board } from "./board";
import { Connection } from "./connection";
import { covers, PatternSet, widen } from "./pattern";
import { beatMs, sessionChannel, type Frame, type FromWorker, type SessionNews, type ToWorker } from "./protocol";

/** What a page asked for stays subscribed this long, so that going back and forth does not reconnect. */
const keepMs = 60_000;
/** Tabs that open at the same time share one connection from the start. */
const settleMs = 30;

interface Tab {
  patterns: readonly string[];
  wanted: PatternSet;
}

const noTopics = new PatternSet([]);

const tabs = new Map<MessagePort, Tab>();
const wantedUntil = new Map<string, number>();
const board = new Board();
/** The daemon's clock minus ours, ms; undefined while the board is empty. */
let clockOffset: number | undefined;
let subscribed: readonly string[] = [];
/** What the board is complete for: other than `subscribed` until the first frame of a new stream. */
let complete: readonly string[] = [];
let settling: ReturnType<typeof setTimeout> | undefined;

const root = new URL("..", self.location.href).href;
const connection = new Connection(root, {
  frame(frame, patterns) {
    board.apply(frame);
    complete = patterns;
    clockOffset = frame.now - Date.now();
    for (const [port, tab] of tabs) if (tab.patterns.length > 0) send(port, { type: "frame", frame: part(frame, tab.wanted), complete: completeOf(tab.patterns) });
  },
  status(status) {
    for (const port of tabs.keys()) send(port, { type: "status", status });
  },
});

setInterval(() => {
  for (const port of tabs.keys()) send(port, { type: "alive" });
}, beatMs);

function send(port: MessagePort, message: FromWorker): void {
  port.postMessage(message);
}

function completeOf(patterns: readonly string[]): string[] {
  return patterns.filter((p) => complete.some((c) => covers(c, p)));
}

function part(frame: Frame, wanted: PatternSet): Frame {
  const isWanted = ([topic]: readonly [string, ...unknown[]]) => wanted.matches(topic);
  return { ...frame, rows: frame.rows.filter(isWanted), gone: frame.gone.filter(isWanted) };
}

function subscribe(): void {
  settling = undefined;
  const now = Date.now();
  for (const tab of tabs.values()) for (const pattern of tab.patterns) wantedUntil.set(pattern, now + keepMs);
  for (const [pattern, until] of wantedUntil) if (until < now) wantedUntil.delete(pattern);
  const missing = [...tabs.values()].some((tab) => tab.patterns.some((p) => !subscribed.some((s) => covers(s, p))));
  if (!missing) return;
  subscribed = widen(wantedUntil.keys());
  connection.open(subscribed);
}

function setPatterns(port: MessagePort, tab: Tab, patterns: readonly string[]): void {
  tab.patterns = patterns;
  tab.wanted = new PatternSet(patterns);
  if (clockOffset !== undefined && completeOf(patterns).length === patterns.length) {
    const now = Date.now() + clockOffset;
    send(port, { type: "frame", frame: { kind: "snapshot", now, rows: board.select(patterns), gone: [] }, complete: patterns });
  }
  settling ??= setTimeout(subscribe, settleMs);
}

function leave(port: MessagePort): void {
  tabs.delete(port);
  if (tabs.size > 0) return;
  connection.close();
  subscribed = [];
  complete = [];
  clockOffset = undefined;
}

/** Who signed out gets no more data: the daemon looks at credentials only when a stream begins. */
function signOut(): void {
  connection.forget();
  board.forget();
  wantedUntil.clear();
  subscribed = [];
  complete = [];
  clockOffset = undefined;
  // Tabs ask again when somebody has signed in.
  for (const tab of tabs.values()) [tab.patterns, tab.wanted] = [[], noTopics];
}

new BroadcastChannel(sessionChannel(root)).onmessage = ({ data }: MessageEvent<SessionNews>) => {
  if (data === "out") signOut();
};

/** A page that came back after it said goodbye is known anew. */
function knownTab(port: MessagePort): Tab {
  const tab = tabs.get(port) ?? { patterns: [], wanted: noTopics };
  tabs.set(port, tab);
  return tab;
}

function receive(port: MessagePort, message: ToWorker): void {
  if (message.type === "bye") return leave(port);
  const tab = knownTab(port);
  if (message.type === "retry") return connection.retry();
  setPatterns(port, tab, message.patterns);
}

addEventListener("connect", (event) => {
  const port = (event as MessageEvent).ports[0];
  if (!port) return;
  port.onmessage = ({ data }: MessageEvent<ToWorker>) => receive(port, data);
  // A tab that crashed says no goodbye; newer browsers tell its worker.
  port.addEventListener("close", () => leave(port));
  knownTab(port);
  send(port, { type: "status", status: connection.current });
});
