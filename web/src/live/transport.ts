import { resolveUrl } from "../state/router";
import { Connection } from "./connection";
import { widen } from "./pattern";
import { beatMs, type Frame, type FromWorker, type StreamStatus, type ToWorker } from "./protocol";

/** How the page gets its rows: from the shared worker, else by a stream of its own. */
export interface Transport {
  subscribe(patterns: readonly string[]): void;
  retry(): void;
  /** Ends the stream: somebody signed out. */
  forget(): void;
  /** The page goes: nothing more is wanted. */
  leave(): void;
}

export interface TransportEvents {
  frame(frame: Frame, patterns: readonly string[]): void;
  status(status: StreamStatus): void;
  /** Nothing comes any more: another transport is needed. Told once. */
  dead(): void;
}

/** A worker beats more often than that, in looks of a second each: not by the clock, which goes on while a computer sleeps. */
const silentLooks = (4 * beatMs) / 1000;
const lookMs = 1000;

/** Undefined in a browser without shared workers. `attempt`: 1 and up; after a worker that hangs only another name gives another. */
export function viaWorker(attempt: number, events: TransportEvents): Transport | undefined {
  if (typeof SharedWorker === "undefined") return undefined;
  let worker: SharedWorker;
  try {
    worker = new SharedWorker(resolveUrl(WORKER_URL), { name: attempt === 1 ? "nodewatch" : `nodewatch ${attempt}` });
  } catch {
    return undefined;
  }
  const { port } = worker;
  const send = (message: ToWorker) => port.postMessage(message);
  let looks = 0;
  // A worker that was killed says nothing of it.
  const timer = setInterval(() => {
    looks += 1;
    if (looks > silentLooks) end();
  }, lookMs);
  const end = () => {
    // A worker in error may still send, and may fail again.
    worker.onerror = port.onmessage = null;
    clearInterval(timer);
    send({ type: "bye" });
    port.close();
    events.dead();
  };
  worker.onerror = end;
  port.onmessage = ({ data }: MessageEvent<FromWorker>) => {
    looks = 0;
    if (data.type === "frame") events.frame(data.frame, data.complete);
    else if (data.type === "status") events.status(data.status);
  };
  return { subscribe: (patterns) => send({ type: "patterns", patterns }), retry: () => send({ type: "retry" }), forget: () => {}, leave: () => send({ type: "bye" }) };
}

/** A page in the background gives its connection back. */
export function direct(events: TransportEvents): Transport {
  const connection = new Connection(resolveUrl("./"), events);
  let patterns: readonly string[] = [];
  const follow = () => (document.hidden ? connection.close() : connection.open(widen(patterns)));
  document.addEventListener("visibilitychange", follow);
  return {
    subscribe(next) {
      patterns = next;
      follow();
    },
    retry: () => connection.retry(),
    forget() {
      patterns = [];
      connection.forget();
    },
    leave: () => {},
  };
}
