import { matches } from "./pattern";
import type { Row } from "./protocol";

/** Somebody who wants rows of some topics. */
export interface Listener {
  patterns: readonly string[];
  changed: () => void;
  /** Every frame's rows, before drawing, but not while paused: for what keeps a history. */
  received?: ((rows: readonly Row[]) => void) | undefined;
}

/** Finds who wants a topic. Most patterns name one topic exactly: these are looked up, not compared. */
export class Listeners {
  private readonly exact = new Map<string, Set<Listener>>();
  private readonly wild = new Set<Listener>();
  private readonly all = new Set<Listener>();

  add(listener: Listener): void {
    this.all.add(listener);
    for (const pattern of listener.patterns) {
      if (pattern.includes("*")) {
        this.wild.add(listener);
        continue;
      }
      const set = this.exact.get(pattern) ?? new Set();
      this.exact.set(pattern, set.add(listener));
    }
  }

  remove(listener: Listener): void {
    this.all.delete(listener);
    this.wild.delete(listener);
    for (const pattern of listener.patterns) {
      const set = this.exact.get(pattern);
      set?.delete(listener);
      if (set?.size === 0) this.exact.delete(pattern);
    }
  }

  has(listener: Listener): boolean {
    return this.all.has(listener);
  }

  get patterns(): string[] {
    return [...this.all].flatMap(({ patterns }) => patterns);
  }

  /** Each one once, however many of its topics are among these. */
  of(topics: Iterable<string>): Set<Listener> {
    const found = new Set<Listener>();
    for (const topic of topics) {
      for (const listener of this.exact.get(topic) ?? []) found.add(listener);
      for (const listener of this.wild)
        if (!found.has(listener) && listener.patterns.some((pattern) => matches(pattern, topic))) found.add(listener);
    }
    return found;
  }

  /** Rows of a frame to those who keep a history. */
  hand(rows: readonly Row[]): void {
    const parts = new Map<Listener, Row[]>();
    for (const row of rows)
      for (const listener of this.of([row[0]])) {
        if (!listener.received) continue;
        const part = parts.get(listener);
        if (part) part.push(row);
        else parts.set(listener, [row]);
      }
    for (const [listener, part] of parts) listener.received?.(part);
  }
}
