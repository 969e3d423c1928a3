import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { announce, said } from "../../src/components/announcer";

beforeEach(() => mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1_000_000 }));
afterEach(() => mock.timers.reset());

test("what the user asked for stands for as long as any message; what waits comes after it", () => {
  announce("first");
  assert.equal(said.get(), "first");
  announce("second");
  announce("third");
  mock.timers.tick(4000);
  assert.equal(said.get(), "first");
  announce("asked for", true);
  assert.equal(said.get(), "asked for");
  mock.timers.tick(4999);
  assert.equal(said.get(), "asked for");
  mock.timers.tick(1);
  assert.equal(said.get(), "third");
});
