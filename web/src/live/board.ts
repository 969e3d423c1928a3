import { PatternSet } from "./pattern";
import type { Frame, Row } from "./protocol";

/** More rows than any board of the daemon; beyond it new rows are refused and counted. */
const rowLimit = 100_000;

/** The rows as they are now: topic, then key. Pure: frames in, names of changed topics out. */
export class Board {
  private readonly rows = new Map<string, Map<string, unknown>>();
  private count = 0;
  refused = 0;

  /** Returns the topics in which something changed. */
  apply(frame: Frame): Set<string> {
    const changed = new Set<string>();
    if (frame.kind === "snapshot") this.clear(changed);
    for (const [topic, key] of frame.gone) if (this.remove(topic, key)) changed.add(topic);
    for (const [topic, key, value] of frame.rows) if (this.put(topic, key, value)) changed.add(topic);
    return changed;
  }

  get(topic: string, key: string): unknown {
    return this.rows.get(topic)?.get(key);
  }

  /** Rows whose topics match one of the patterns, in the order in which they first came. */
  select(patterns: readonly string[]): Row[] {
    const found: Row[] = [];
    const wanted = new PatternSet(patterns);
    for (const [topic, keys] of this.rows) {
      if (!wanted.matches(topic)) continue;
      for (const [key, value] of keys) found.push([topic, key, value]);
    }
    return found;
  }

  get size(): number {
    return this.count;
  }

  topics(): Iterable<string> {
    return this.rows.keys();
  }

  /** The same rows; what changes in one does not change in the other. */
  copy(): Board {
    const copy = new Board();
    for (const [topic, keys] of this.rows) copy.rows.set(topic, new Map(keys));
    copy.count = this.count;
    return copy;
  }

  /** Returns the topics that there were. */
  forget(): Set<string> {
    const changed = new Set<string>();
    this.clear(changed);
    return changed;
  }

  private clear(changed: Set<string>): void {
    for (const topic of this.rows.keys()) changed.add(topic);
    this.rows.clear();
    this.count = 0;
  }

  private put(topic: string, key: string, value: unknown): boolean {
    let keys = this.rows.get(topic);
    const known = keys?.has(key) === true;
    if (!known && this.count >= rowLimit) {
      this.refused += 1;
      return false;
    }
    if (!keys) this.rows.set(topic, (keys = new Map()));
    if (!known) this.count += 1;
    keys.set(key, value);
    return true;
  }

  private remove(topic: string, key: string): boolean {
    const keys = this.rows.get(topic);
    if (!keys?.delete(key)) return false;
    if (keys.size === 0) this.rows.delete(topic);
    this.count -= 1;
    return true;
  }
}
