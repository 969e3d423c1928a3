import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { Connection } from "../../src/live/connection";
import type { Frame, StreamStatus } from "../../src/live/protocol";

/** What the browser would have: the test says what comes. */
class Source extends EventTarget {
  static all: Source[] = [];
  onerror: (() => void) | undefined;
  closed = false;

  constructor(readonly url: string) {
    super();
    Source.all.push(this);
  }

  close(): void {
    this.closed = true;
  }

  send(kind: string, id: string, rows: unknown[] = []): void {
    this.dispatchEvent(Object.assign(new Event(kind), { data: JSON.stringify({ now: 0, rows, gone: [] }), lastEventId: id }));
  }
}

let frames: Frame[] = [];
let states: StreamStatus[] = [];

function begin(): { connection: Connection; last: () => Source } {
  const connection = new Connection("http://host/", { frame: (frame) => frames.push(frame), status: (status) => states.push(status) });
  connection.open(["a"]);
  return { connection, last: () => Source.all.at(-1)! };
}

beforeEach(() => {
  [Source.all, frames, states] = [[], [], []];
  Object.assign(globalThis, { EventSource: Source });
  mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"], now: 1_000_000 });
});
afterEach(() => mock.timers.reset());

test("a quiet stream is live while its beats are heard", () => {
  const { last } = begin();
  last().send("snapshot", "1-1");
  for (let i = 0; i < 100; i += 1) {
    mock.timers.tick(2000);
    last().send("delta", "1-1");
  }
  assert.deepEqual(states, [{ state: "open", since: 1_000_000 }]);
  assert.equal(Source.all.length, 1);
});

test("three beats of silence are a loss, told with the time of the last sign", () => {
  const { last } = begin();
  last().send("snapshot", "1-1");
  mock.timers.tick(500);
  last().send("delta", "1-2");
  mock.timers.tick(4500);
  assert.equal(states.at(-1)?.state, "open");
  mock.timers.tick(1500);
  assert.equal(states.at(-1)?.state, "lost");
  assert.equal(states.at(-1)?.since, 1_000_500);
  assert.ok(Source.all[0]!.closed);
});

test("it comes back by itself, after what it has seen", () => {
  const { last } = begin();
  last().send("snapshot", "1-1");
  last().send("delta", "1-7");
  last().onerror?.();
  assert.equal(states.at(-1)?.state, "lost");
  mock.timers.tick(1250);
  assert.equal(new URL(last().url).searchParams.get("since"), "1-7");
  assert.equal(states.at(-1)?.state, "lost", "not live before something is heard");
  last().send("delta", "1-7");
  assert.equal(states.at(-1)?.state, "open");
  assert.deepEqual(frames.map(({ kind }) => kind), ["snapshot", "delta", "delta"]);
});

test("a loss that lasts is one loss, and tries grow rarer", () => {
  const { last } = begin();
  last().send("snapshot", "1-1");
  mock.timers.tick(1000);
  for (let i = 0; i < 10; i += 1) {
    last().onerror?.();
    mock.timers.tick(20_000);
  }
  assert.ok(states.slice(1).every(({ state, since }) => state === "lost" && since === 1_000_000));
  const waits = states.slice(1).map(({ retryAt }, i) => retryAt! - (1_001_000 + 20_000 * i));
  assert.ok(waits[0]! <= 1250 && waits[9]! >= 11_250 && waits[9]! <= 18_750, String(waits));
});

test("a first frame may take its time, but not for ever", () => {
  begin();
  mock.timers.tick(29_500);
  assert.equal(states.length, 0);
  mock.timers.tick(1000);
  assert.equal(states.at(-1)?.state, "lost");
});

test("other topics are another stream, from its beginning", () => {
  const { connection, last } = begin();
  last().send("snapshot", "1-1");
  connection.open(["a"]);
  assert.equal(Source.all.length, 1);
  connection.open(["a", "b"]);
  assert.ok(Source.all[0]!.closed);
  assert.equal(new URL(last().url).search, "?topics=a%2Cb");
});
