import { useLayoutEffect, useMemo, useState } from "preact/hooks";
import { useStore } from "../state/store";
import { clock, complete, heard, listen, rowOf, rowsOf } from "./client";
import { freshness, type Freshness } from "./freshness";
import { asPoint, isStale, type Point } from "./point";
import type { Row } from "./protocol";
import { asActivities, asEvent, asProgram, asTarget, type Activity, type LiveEvent, type Program, type Target } from "./target";
import { covers, topic, topicName } from "./pattern";

/** With the drawing, not after it: what is drawn and what is awaited fit together at any time. */
function useChanges(patterns: readonly string[]): number {
  const [version, redraw] = useState(0);
  useLayoutEffect(() => {
    const end = listen({ patterns, changed: () => redraw((n) => n + 1) });
    redraw((n) => n + 1);
    return end;
  }, [patterns.join()]);
  return version;
}

/** Rows of all topics that match; drawn anew at most once a frame, and with what tells that all of them are here. */
export function useRows(patterns: readonly string[]): Row[] {
  const version = useChanges(patterns);
  return useMemo(() => rowsOf(patterns), [version, patterns.join(), complete.get()]);
}

/** Of all rows of these patterns together, which are asked for: unknown until every one of them came. */
export function useFreshness(patterns: readonly string[]): Freshness {
  const board = useStore(heard);
  const here = useStore(complete);
  useLayoutEffect(() => listen({ patterns, changed: () => {} }), [patterns.join()]);
  return patterns.every((pattern) => here.some((wide) => covers(wide, pattern))) ? board : "unknown";
}

/** The value of one row, undefined while there is none. */
export function useRow(topicText: string, key = ""): unknown {
  useChanges([topicText]);
  return rowOf(topicText, key);
}

/** The daemon's time, unix ms, each second; stands still while paused. */
export function useNow(): number {
  return useStore(clock);
}

export function useTargets(): Target[] {
  const rows = useRows(targetPatterns);
  return useMemo(
    () => rows.map(([, , value]) => asTarget(value)).filter((t): t is Target => t !== undefined)
      .sort((a, b) => a.network.localeCompare(b.network) || a.node.localeCompare(b.node, "en", { numeric: true })),
    [rows],
  );
}
export const targetPatterns = ["target/*/*"];

/** Streams and polls of a node: `get("xrpl", "val-1")`. */
export function useActivities(): (network: string, node: string) => Activity[] {
  const rows = useRows(activityPatterns);
  const byTopic = useMemo(() => new Map(rows.map(([topicText, , value]) => [topicText, asActivities(value)])), [rows]);
  return (network, node) => byTopic.get(topic("activities", network, node)) ?? [];
}
export const activityPatterns = ["activities/*/*"];

export interface NodeEvent extends LiveEvent {
  network: string;
  node: string;
  id: string;
}

/** Newest first. */
export function useEvents(): NodeEvent[] {
  const rows = useRows(eventPatterns);
  return useMemo(() => {
    const events: NodeEvent[] = [];
    for (const [topicText, key, value] of rows) {
      const event = asEvent(value);
      const [, network = "", node = ""] = topicText.split("/").map(topicName);
      if (event) events.push({ ...event, network, node, id: `${topicText} ${key}` });
    }
    return events.sort((a, b) => b.t - a.t || Number(b.id.split(" ").at(-1)) - Number(a.id.split(" ").at(-1)));
  }, [rows]);
}
export const eventPatterns = ["event/*/*"];

export function useProgram(): Program | undefined {
  const value = useRow("program");
  return value === undefined ? undefined : asProgram(value);
}

/** A live value with what is needed to judge it. */
export interface Reading {
  value: number | undefined;
  /** When it was measured, unix ms; undefined while there is none. */
  t: number | undefined;
  stale: boolean;
}

const noReading: Reading = { value: undefined, t: undefined, stale: false };

/** `age`: the row tells when the event was, the reading is the time since; `countdown`: the time until it. */
export function read(point: Point | undefined, series: string, now: number, kind?: "age" | "countdown"): Reading {
  const raw = point?.v[series];
  if (point === undefined || raw === undefined) return noReading;
  const value = kind === "age" ? Math.max(0, now / 1000 - raw) : kind === "countdown" ? raw - now / 1000 : raw;
  return { value, t: point.t, stale: isStale(point, now) };
}

/** Of two ages of one event, told by different clocks, the lesser. */
export function lesserAge(a: Reading, b: Reading): Reading {
  return a.value === undefined || (b.value !== undefined && b.value < a.value) ? b : a;
}

/** The answer to a query that is asked again each `intervalMs`, as a reading; `t`: of the answer, unix ms. */
export function queryReading(value: number | undefined, t: number | undefined, intervalMs: number, now: number): Reading {
  if (value === undefined || Number.isNaN(value)) return noReading;
  return { value, t, stale: freshness(t, intervalMs, now) === "stale" };
}

/** All points of one node, by measurement: `get("xrpl_server_info")`, with tags as the key. */
export function useNodePoints(network: string, node: string, measurements: readonly string[]): (measurement: string, key?: string) => Point | undefined {
  const topics = measurements.map((m) => topic("points", network, node, m));
  useChanges(topics);
  return (measurement, key = "") => asPoint(rowOf(topic("points", network, node, measurement), key));
}
