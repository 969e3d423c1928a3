import { createStore } from "../state/store";
import { readStored, writeStored } from "../state/settings";

const limit = 100;

function read(): readonly string[] {
  try {
    const list: unknown = JSON.parse(readStored("history") ?? "[]");
    return Array.isArray(list) ? (list as readonly unknown[]).filter((v): v is string => typeof v === "string").slice(0, limit) : [];
  } catch {
    return [];
  }
}

/** Expressions that were run in this browser, newest first. */
export const history = createStore<readonly string[]>(read());

export function addHistory(expr: string): void {
  const text = expr.trim();
  if (text === "" || text.length > 2000) return;
  history.set([text, ...history.get().filter((other) => other !== text)].slice(0, limit));
  writeStored("history", JSON.stringify(history.get()));
}
