import { members, number, text } from "../api/json";

/** Rows of the tables of an instance. What has another shape is unknown. */

export interface Mixnode {
  id: string;
  status: string | undefined;
  processed: number | undefined;
  forwarded: number | undefined;
  dropped: number | undefined;
  /** Seconds. */
  uptime: number | undefined;
  /** Milliseconds. */
  latency: number | undefined;
}

export interface EndpointRow {
  name: string;
  ok: boolean | undefined;
  dialect: string | undefined;
  /** Of the last good answer, unix ms. */
  at: number | undefined;
  /** Milliseconds. */
  duration: number | undefined;
  error: string | undefined;
  /** Why a request is made again, and which attempt follows. */
  retrying: string | undefined;
}

function filled(value: unknown): string | undefined {
  return text(value) || undefined;
}

export function asMixnode(value: unknown): Mixnode | undefined {
  const row = members(value);
  const id = filled(row.id);
  if (id === undefined) return undefined;
  return { id, status: filled(row.status), processed: number(row.processed), forwarded: number(row.forwarded), dropped: number(row.dropped), uptime: number(row.uptime), latency: number(row.latency_ms) };
}

export function asEndpoint(value: unknown): EndpointRow | undefined {
  const row = members(value);
  const name = filled(row.name);
  if (name === undefined) return undefined;
  return { name, ok: typeof row.ok === "boolean" ? row.ok : undefined, dialect: filled(row.dialect), at: number(row.at), duration: number(row.duration_ms), error: filled(row.error), retrying: filled(row.retrying) };
}

/** Part of the packets of a mixnode that it dropped, %. */
export function droppedPart({ processed, dropped }: Mixnode): number | undefined {
  return dropped === undefined || !processed ? undefined : (100 * dropped) / processed;
}
