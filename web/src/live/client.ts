import { loginNeeded } from "../api/session";
import { createStore } from "../state/store";
import { boardFreshness, type Freshness } from "./freshness";
import { Listeners, type Listener } from "./listeners";
import { PatternSet, reduce } from "./pattern";
import { Picture } from "./picture";
import type { Frame, Row, StreamStatus } from "./protocol";
import { direct, viaWorker, type Transport, type TransportEvents } from "./transport";

export const stream = createStore<StreamStatus>({ state: "connecting", since: Date.now() });
/** When the last frame came, this browser's clock; 0: none yet. */
export const lastFrame = createStore(0);
/** How far the rows of the board can be trusted. */
export const heard = createStore<Freshness>("unknown");
/** The patterns of which every row is here: before that nothing is said about what is not. */
export const complete = createStore<readonly string[]>([]);
/** Rows that the page wants have not all come yet. */
export const awaited = createStore(true);
export const paused = createStore(false);
/** The daemon's time in unix ms, once a second; stands still while paused. */
export const clock = createStore(Date.now());

const picture = new Picture();
const listeners = new Listeners();
let waiting = new Set<Listener>();
let offset = 0;
let transport: Transport | undefined;
let wanted = "";
let settling = false;

/** The daemon's clock now, unix ms. */
export function serverNow(): number {
  return Date.now() + offset;
}

/** When the board was last heard, the daemon's clock; undefined before the first frame. */
export function heardAt(): number | undefined {
  return lastFrame.get() === 0 ? undefined : lastFrame.get() + offset;
}

function judgeSilence(): void {
  heard.set(boardFreshness(stream.get(), lastFrame.get(), Date.now()));
}

/** Ranges are told in the daemon's time: charts wait for its first frame, but not for a stream that is lost or does not come. */
const clockWaitMs = 10_000;
let clockIsKnown: () => void = () => {};
export const clockKnown = new Promise<void>((done) => {
  clockIsKnown = done;
  setTimeout(done, clockWaitMs);
});

function flush(): void {
  const due = waiting;
  waiting = new Set();
  for (const listener of due) if (listeners.has(listener)) listener.changed();
}

let here = new PatternSet([]);
complete.subscribe(() => (here = new PatternSet(complete.get())));

function areHere(patterns: readonly string[]): boolean {
  return patterns.every((pattern) => here.matches(pattern));
}

function receive(frame: Frame, patterns: readonly string[]): void {
  offset = frame.now - Date.now();
  lastFrame.set(Date.now());
  judgeSilence();
  clockIsKnown();
  // The first frame tells the daemon's time; later ones that its clock was set.
  if (!paused.get() && Math.abs(serverNow() - clock.get()) > 1500) clock.set(serverNow());
  const changed = picture.apply(frame, patterns);
  if (paused.get() && changed.size > 0) clock.set(serverNow());
  if (frame.kind === "snapshot") {
    complete.set(picture.complete);
    awaited.set(!areHere(listeners.patterns));
  }
  if (!paused.get()) listeners.hand(frame.rows);
  draw(changed);
}

/** Who wants one of these topics is told with the next frame of the screen. */
function draw(changed: Set<string>): void {
  const wasIdle = waiting.size === 0;
  for (const listener of listeners.of(changed)) waiting.add(listener);
  if (wasIdle && waiting.size > 0) requestAnimationFrame(flush);
}

function followStream(status: StreamStatus): void {
  stream.set(status);
  if (status.state === "lost") clockIsKnown();
}

const events: TransportEvents = { frame: receive, status: followStream, dead: replaceTransport };

/** Workers that may die before the page has a stream of its own. */
const workerLimit = 2;
let workers = 0;

function connect(): void {
  workers += 1;
  transport = (workers <= workerLimit ? viaWorker(workers, events) : undefined) ?? direct(events);
}

function replaceTransport(): void {
  connect();
  resubscribe();
}

function resubscribe(): void {
  wanted = "";
  update();
}

/** After signing out nothing is kept here; after signing in all is asked for again. */
function followSession(): void {
  if (!loginNeeded.get()) return resubscribe();
  transport?.forget();
  draw(picture.forget());
  complete.set(picture.complete);
  lastFrame.set(0);
  wanted = "";
}

function update(): void {
  settling = false;
  const patterns = reduce(listeners.patterns);
  awaited.set(!areHere(patterns));
  if (patterns.length === 0 || patterns.join() === wanted) return;
  wanted = patterns.join();
  transport?.subscribe(patterns);
}

/** Rows of the patterns are wanted from now on; returns what ends that. */
export function listen(listener: Listener): () => void {
  listeners.add(listener);
  if (!awaited.get() && !areHere(listener.patterns)) awaited.set(true);
  settle();
  return () => {
    listeners.remove(listener);
    settle();
  };
}

/** Components come and go in one drawing: one message for all of them. */
function settle(): void {
  if (settling) return;
  settling = true;
  setTimeout(update, 0);
}

export function rowsOf(patterns: readonly string[]): Row[] {
  return picture.board.select(patterns);
}

export function rowOf(topic: string, key: string): unknown {
  return picture.board.get(topic, key);
}

export function retryNow(): void {
  transport?.retry();
}

function followPause(): void {
  if (paused.get()) return picture.hold();
  clock.set(serverNow());
  const changed = picture.release();
  complete.set(picture.complete);
  awaited.set(!areHere(listeners.patterns));
  draw(changed);
}

export function startLive(): void {
  connect();
  update();
  addEventListener("pagehide", () => transport?.leave());
  addEventListener("pageshow", (event) => event.persisted && resubscribe());
  loginNeeded.subscribe(followSession);
  paused.subscribe(followPause);
  stream.subscribe(judgeSilence);
  setInterval(() => {
    judgeSilence();
    if (!paused.get() && !document.hidden) clock.set(serverNow());
  }, 1000);
  document.addEventListener("visibilitychange", () => !document.hidden && !paused.get() && clock.set(serverNow()));
}
