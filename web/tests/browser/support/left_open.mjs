// A test that fails never comes to the lines that end what it started, and its file would never end.
import { after } from "node:test";

const started = new Set();

// Benchmarks use the harness too, and there are no tests to come after.
if (process.env.NODE_TEST_CONTEXT) after(() => Promise.all([...started].map((one) => one.close())));

/** Ends it after the tests of the file; by then it may have been ended. */
export function endAfterTests(closable) {
  started.add(closable);
  return closable;
}
