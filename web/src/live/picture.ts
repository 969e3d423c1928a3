import { Board } from "./board";
import { PatternSet } from "./pattern";
import type { Frame } from "./protocol";

/**
 * What pages draw: the board as it is now or, while it is held, as it was then. Held is what was here at that moment;
 * what is asked for later is as it is when it comes, and held from then on. Pure.
 */
export class Picture {
  private readonly now = new Board();
  private completeNow: readonly string[] = [];
  private held: Board | undefined;
  private completeHeld: readonly string[] = [];

  /** The rows to draw. */
  get board(): Board {
    return this.held ?? this.now;
  }

  /** The patterns of which every row is in the picture; another array whenever a snapshot changed the picture. */
  get complete(): readonly string[] {
    return this.held ? this.completeHeld : this.completeNow;
  }

  /** `patterns`: of which every row is known with this frame. Returns the topics whose rows changed in the picture. */
  apply(frame: Frame, patterns: readonly string[]): Set<string> {
    const changed = this.now.apply(frame);
    if (frame.kind === "snapshot") this.completeNow = patterns;
    if (!this.held) return changed;
    return frame.kind === "snapshot" ? this.holdNew(this.held) : new Set();
  }

  hold(): void {
    if (this.held) return;
    this.held = this.now.copy();
    this.completeHeld = this.completeNow;
  }

  /** Returns the topics of which something may have changed. */
  release(): Set<string> {
    if (!this.held) return new Set();
    const topics = new Set([...this.held.topics(), ...this.now.topics()]);
    this.held = undefined;
    return topics;
  }

  /** Nothing is kept, held or not; returns the topics that there were. */
  forget(): Set<string> {
    const gone = new Set([...this.now.forget(), ...(this.held?.forget() ?? [])]);
    this.completeNow = this.completeHeld = [];
    return gone;
  }

  /** What was not asked for when the picture was held, and now is here. */
  private holdNew(held: Board): Set<string> {
    const known = new PatternSet(this.completeHeld);
    const added = this.completeNow.filter((pattern) => !known.matches(pattern));
    if (added.length === 0) return new Set();
    this.completeHeld = [...this.completeHeld, ...added];
    const rows = this.now.select(added).filter(([topic]) => !known.matches(topic));
    return held.apply({ kind: "delta", now: 0, rows, gone: [] });
  }
}
