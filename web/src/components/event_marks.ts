import { useMemo } from "preact/hooks";
import { useEvents, type NodeEvent } from "../live/hooks";
import type { LiveEvent } from "../live/target";
import type { Annotation } from "./chart_options";

export const eventLevels: Readonly<Record<LiveEvent["severity"], Annotation["level"]>> = { critical: "crit", warning: "warn", info: "info", ok: "ok" };

/** What bends lines: the begin and the end of a condition comes with a change of the state mostly. */
const markedCodes: ReadonlySet<string> = new Set(["restart", "state", "version", "reorganisation"]);

/** Restarts, changes of the state and of the version, and reorganisations of one node, oldest first. */
export function eventMarks(events: readonly NodeEvent[], network: string, node: string): Annotation[] {
  const own = events.filter((event) => event.network === network && event.node === node && markedCodes.has(event.code));
  return own.map(({ t, code, text, severity }) => ({ t, text: `${code}: ${text}`, level: eventLevels[severity] })).sort((a, b) => a.t - b.t);
}

/** `marks("xrpl", "val-1")`; the same list while the node's events are the same. */
export function useEventMarks(): (network: string, node: string) => readonly Annotation[] {
  const events = useEvents();
  const known = useMemo(() => new Map<string, Annotation[]>(), [events]);
  return (network, node) => {
    const key = JSON.stringify([network, node]);
    const marks = known.get(key) ?? eventMarks(events, network, node);
    known.set(key, marks);
    return marks;
  };
}

/** A hundredth of the range: some pixels, and more than half a stride of the arrow keys, so that they miss no mark. */
export function nearMs({ count, stepMs }: { count: number; stepMs: number }): number {
  return (count * stepMs) / 100;
}

/** Those at most `tolerance` ms from a moment. */
export function marksNear(marks: readonly Annotation[], t: number, tolerance: number): Annotation[] {
  return marks.filter((mark) => Math.abs(mark.t - t) <= tolerance);
}

/** The step of the next mark after `index` (before it: `by` -1), around the end; undefined without marks. */
export function nextMark(steps: readonly number[], index: number, by: 1 | -1): number | undefined {
  const sorted = [...new Set(steps)].sort((a, b) => by * (a - b));
  return sorted.find((step) => by * (step - index) > 0) ?? sorted[0];
}
