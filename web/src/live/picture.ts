import { Board } from "./board";
import { PatternSet } from "./pattern";
import type { Frame } from "./protocol";

/**
 * What pages draw: the board as it is now or, while it is held, as it was then. When something is asked for that was not
 * here at that moment and comes, it is held anew: all that is drawn is of one moment. Pure.
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
    if (frame.kind !== "snapshot") return new Set();
    const known = new PatternSet(this.completeHeld);
    if (this.completeNow.every((pattern) => known.matches(pattern))) return new Set();
    const topics = this.release();
    this.hold();
    return topics;
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
}
