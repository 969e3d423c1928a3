import type { JSX } from "preact";
import { DataTable } from "../components/data_table";
import { Panel } from "../components/panel";
import { Shape, type Level } from "../components/shape";
import { isoTime } from "../format/clock";
import { ageText, fixed, showText } from "../format/number";
import { cut } from "../format/text";
import { useNow, useRows } from "../live/hooks";
import { topic } from "../live/pattern";
import { useTagged, type TaggedPoint } from "../live/tagged";
import type { Target } from "../live/target";
import { usePollState } from "../node/poll_state";
import { asEndpoint, type EndpointRow } from "./rows";

/** What is known of an endpoint: by its row, and by its point. */
export interface Endpoint {
  name: string;
  row: EndpointRow | undefined;
  point: TaggedPoint | undefined;
}

/** By name. */
export function joinEndpoints(rows: readonly EndpointRow[], points: readonly TaggedPoint[]): Endpoint[] {
  const names = new Set([...rows.map(({ name }) => name), ...points.flatMap(({ tags }) => tags.endpoint ?? [])]);
  return [...names].sort().map((name) => ({ name, row: rows.find((row) => row.name === name), point: points.find(({ tags }) => tags.endpoint === name) }));
}

/** Whether it answers now. */
export function endpointState({ row, point }: Endpoint): { level: Level; word: string } {
  if (point?.stale) return { level: "stale", word: "stale" };
  const up = point?.v.betanet_endpoint_up, ok = up === undefined ? row?.ok : up === 1;
  if (ok !== false && row?.retrying !== undefined) return { level: "warn", word: "retrying" };
  return ok === undefined ? { level: "info", word: "not asked yet" } : ok ? { level: "ok", word: "answers" } : { level: "crit", word: "fails" };
}

/** "timeout 3, status 1"; undefined while none is known. */
export function failureText({ point }: Endpoint): string | undefined {
  const failures = Object.entries(point?.v ?? {}).flatMap(([series, count]) => {
    const reason = /^betanet_request_failures_total\{reason="([^"]*)"\}$/.exec(series)?.[1];
    return reason === undefined ? [] : [{ reason, count }];
  });
  if (failures.length === 0) return undefined;
  return failures.filter(({ count }) => count > 0).sort((a, b) => b.count - a.count).map(({ reason, count }) => `${reason.replace(/_/g, " ")} ${fixed(count, 0)}`).join(", ") || "none";
}

function lastError({ row }: Endpoint): string | undefined {
  return row?.retrying ?? row?.error;
}

function newestAnswer(rows: readonly EndpointRow[]): number | undefined {
  const times = rows.flatMap(({ at }) => at ?? []);
  return times.length === 0 ? undefined : Math.max(...times);
}

/** What nodewatch asks the service, and how it goes. */
export function EndpointsPanel({ target }: { target: Target }): JSX.Element {
  const { network, node } = target;
  const now = useNow();
  const rows = useRows([topic("table", network, node, "endpoints")]).flatMap(([, , value]) => asEndpoint(value) ?? []);
  const endpoints = joinEndpoints(rows, useTagged(network, node, "betanet_endpoint", now));
  const state = usePollState(target, "betanet_endpoint", endpoints.length > 0, "No endpoint was asked yet.", newestAnswer(rows));
  const count = (id: string, title: string, series: string) => ({ id, title, align: "end" as const, minor: true, value: ({ point }: Endpoint) => point?.v[series], show: ({ point }: Endpoint) => showText(point?.v[series], "1") });
  const cached = ({ point }: Endpoint) => (point?.v.betanet_cache_age_seconds === undefined ? undefined : Math.max(0, now / 1000 - point.v.betanet_cache_age_seconds));
  const duration = ({ row, point }: Endpoint) => (row?.duration !== undefined ? row.duration / 1000 : point?.v.betanet_request_duration_seconds);
  return (
    <Panel title="Endpoints" state={state} height={120} note="each is asked, retried and kept by itself">
      <DataTable name="Endpoints" rows={endpoints} rowKey={({ name }) => name} height={240} columns={[
        { id: "name", title: "Endpoint", value: ({ name }) => name, show: ({ name }) => <span class="mono">{cut(name, 60)}</span> },
        { id: "state", title: "State", value: (one) => endpointState(one).word, show: (one) => <><Shape level={endpointState(one).level} /> {endpointState(one).word}</> },
        { id: "at", title: "Last good answer", align: "end", value: ({ row }) => row?.at, csv: ({ row }) => isoTime(row?.at ?? NaN), show: ({ row }) => (row?.at === undefined ? "–" : `${ageText((now - row.at) / 1000)} ago`) },
        { id: "cached", title: "Shown values are", align: "end", minor: true, value: cached, show: (one) => (cached(one) === undefined ? "–" : `${ageText(cached(one)!)} old`) },
        { id: "duration", title: "Took", align: "end", minor: true, value: duration, show: (one) => showText(duration(one), "seconds") },
        count("requests", "Requests", "betanet_requests_total"),
        { id: "failures", title: "Failures", value: failureText, show: (one) => cut(failureText(one) ?? "–", 120) },
        count("retries", "Retries", "betanet_retries_total"),
        count("hits", "From the cache", "betanet_cache_hits_total"),
        count("stale", "Old ones", "betanet_cache_stale_served_total"),
        { id: "dialect", title: "Dialect", minor: true, value: ({ row }) => row?.dialect, show: ({ row }) => cut(row?.dialect ?? "–", 40) },
        { id: "error", title: "Last error", minor: true, value: lastError, show: (one) => cut(lastError(one) ?? "–", 200) },
      ]} />
    </Panel>
  );
}
