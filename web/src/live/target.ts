import { list, members, number, text } from "../api/json";

/** A watched node, as the board's rows `target/<network>/<node>` tell it. */
export interface Reason {
  code: string;
  message: string;
  critical: boolean;
  /** Unix ms. */
  since: number | undefined;
}

export interface Activity {
  name: string;
  intervalSeconds: number | undefined;
  lastSuccess: number | undefined;
  stale: boolean;
  successes: number;
  failures: number;
  lastError: string | undefined;
  note: string;
}

export type TargetState = "starting" | "ok" | "degraded" | "failed";

export interface Target {
  network: string;
  node: string;
  address: string;
  demo: boolean;
  state: TargetState;
  stateSince: number | undefined;
  reasons: Reason[];
  connected: boolean;
  heartbeatFailing: boolean;
  reconnects: number;
  notices: string[];
  lastError: string | undefined;
}

/** RFC 3339 to unix ms. */
function time(value: unknown): number | undefined {
  const ms = typeof value === "string" ? Date.parse(value) : NaN;
  return Number.isNaN(ms) ? undefined : ms;
}

function errorText(value: unknown): string | undefined {
  const message = text(members(value).message);
  return message === "" ? undefined : message;
}

function asReason(value: unknown): Reason {
  const { code, message, critical, since } = members(value);
  return { code: text(code), message: text(message), critical: critical === true, since: time(since) };
}

function asActivity(value: unknown): Activity {
  const a = members(value);
  return {
    name: text(a.name),
    intervalSeconds: number(a.interval_seconds),
    lastSuccess: time(a.last_success),
    stale: a.stale === true,
    successes: number(a.successes) ?? 0,
    failures: number(a.failures) ?? 0,
    lastError: errorText(a.last_error),
    note: text(a.note),
  };
}

/** The row `activities/<network>/<node>`: each stream and poll of a node. */
export function asActivities(value: unknown): Activity[] {
  return list(value).map(asActivity);
}

function asState(value: unknown): TargetState {
  return value === "ok" || value === "degraded" || value === "failed" ? value : "starting";
}

/** Undefined when the value names no node. What is missing in it is unknown, not an error. */
export function asTarget(value: unknown): Target | undefined {
  const t = members(value);
  if (typeof t.network !== "string" || typeof t.node !== "string") return undefined;
  const stream = members(t.stream);
  return {
    network: t.network,
    node: t.node,
    address: text(t.address),
    demo: t.demo === true,
    state: asState(t.state),
    stateSince: time(t.state_since),
    reasons: list(t.reasons).map(asReason),
    connected: stream.connected === true,
    heartbeatFailing: stream.heartbeat_failing === true,
    reconnects: number(stream.reconnects) ?? 0,
    notices: list(t.notices).filter((n): n is string => typeof n === "string"),
    lastError: errorText(t.last_error),
  };
}

/** An entry of the topic `event/<network>/<node>`. */
export interface LiveEvent {
  t: number;
  severity: "critical" | "warning" | "info" | "ok";
  code: string;
  text: string;
}

export function asEvent(value: unknown): LiveEvent | undefined {
  const e = members(value);
  const t = number(e.t);
  if (t === undefined) return undefined;
  const severity = (["critical", "warning", "ok"] as const).find((s) => s === e.severity) ?? "info";
  return { t, severity, code: text(e.code), text: text(e.text) };
}

export interface Program {
  version: string;
  revision: string;
  /** Unix ms. */
  started: number | undefined;
  demo: boolean;
}

export function asProgram(value: unknown): Program {
  const p = members(value);
  return { version: text(p.version), revision: text(p.revision), started: number(p.started), demo: p.demo === true };
}
