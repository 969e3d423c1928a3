import type { JSX } from "preact";
import { StatTile } from "../components/stat_tile";
import { fixed, showText } from "../format/number";
import { read, useNodePoints, useNow, type Reading } from "../live/hooks";
import { useAsked } from "../node/asked";
import { conditionLevel } from "../node/conditions";
import { betanetCondition, breakerState, limits, oldValues, verdicts } from "./limits";
import { betanetQueries } from "./queries";
import { useRoundMs } from "./round";
import { sources, type Source } from "./sources";

const measurements = ["betanet_service", "betanet_nodes", "betanet_traffic", "betanet_endpoint", "nodewatch_breaker", betanetCondition];

/** The first look: is the network there, does it carry packets, does the service answer. `bytes`: the service tells of them. */
export function BetanetTiles({ node, bytes }: { node: string; bytes: boolean }): JSX.Element {
  const now = useNow();
  const points = useNodePoints("betanet", node, measurements);
  const get = (measurement: string, series: string, kind?: "age" | "countdown", key?: string): Reading => read(points(measurement, key), series, now, kind);
  const breaker = (series: string, kind?: "countdown") => get("nodewatch_breaker", series, kind, 'endpoint="betanet"');
  const q = betanetQueries(node, useRoundMs(node));
  const p95 = q.quantile(0.95);
  const { one } = useAsked([q.sent, q.received, q.packets, q.dropped, q.dropPercent, p95]);
  const state = breaker("nodewatch_breaker_state");
  const opened = breaker("nodewatch_breaker_opened_total").value, failures = breaker("nodewatch_breaker_failures").value;
  const probe = breaker("nodewatch_breaker_probe_in_seconds", "countdown").value;
  const age = get("betanet_service", "betanet_last_success_age_seconds", "age");
  const old = get("betanet_service", "betanet_state").value === oldValues;
  // What was told last comes with each round: it is stale when the service, or all endpoints that tell it, do not answer.
  const told = (measurement: string, series: string, source: Source): Reading => {
    const reading = get(measurement, series);
    const groups = sources[source].map((group) => group.map((endpoint) => points("betanet_endpoint", `endpoint="${endpoint}"`)?.v).filter((v) => v !== undefined));
    const own = groups.find(({ length }) => length > 0) ?? [];
    const allFail = own.length > 0 && own.every(({ betanet_endpoint_up: up }) => up === 0);
    if (reading.value === undefined || !(old || allFail)) return reading;
    const answers = own.flatMap(({ betanet_cache_age_seconds: at }) => at ?? []);
    const last = answers.length > 0 ? Math.max(...answers) : points("betanet_service")?.v.betanet_last_success_age_seconds;
    return { ...reading, t: last === undefined ? reading.t : last * 1000, stale: true };
  };
  const stopped = conditionLevel(betanetCondition, verdicts.nodes, (series) => get(betanetCondition, series));
  const inactive = told("betanet_nodes", "betanet_mixnode_inactive", "nodes");
  return (
    <div class="tiles">
      <StatTile label="Active nodes" reading={told("betanet_nodes", "betanet_mixnode_active", "nodes")} unit="1" level={stopped} note={inactive.value === undefined ? undefined : `${fixed(inactive.value, 0)} inactive`} />
      <StatTile label="All nodes" reading={told("betanet_nodes", "betanet_connected_peers", "nodes")} unit="1" thresholds={limits.nodes} />
      <StatTile label="Packets" reading={one(q.packets)} unit="1/s" note="processed" />
      <StatTile label="Dropped" reading={one(q.dropPercent)} unit="percent" thresholds={limits.drops} note={`${showText(one(q.dropped).value, "1/s")} packets`} />
      {bytes && <StatTile label="Received" reading={one(q.received)} unit="bytes/s" />}
      {bytes && <StatTile label="Sent" reading={one(q.sent)} unit="bytes/s" note={`peak ${showText(get("betanet_traffic", "betanet_peak_throughput").value, "1")}, in the service's unit`} />}
      <StatTile label="Latency" reading={told("betanet_traffic", "betanet_average_latency_seconds", "latency")} unit="seconds" note={`95 % below ${showText(one(p95).value, "seconds")}`} help="As the service tells it: a mean of its own. The quantile is of what nodewatch was told in five minutes." />
      <StatTile label="Last answer" reading={age} unit="age" level={old ? "warn" : undefined} note={old ? "old values are shown" : "ago"} />
      <StatTile label="Breaker" reading={state} unit="1" text={(value) => breakerState(value)?.text ?? String(value)} level={state.value === undefined ? undefined : breakerState(state.value)?.level}
        note={probe !== undefined && state.value === 1 ? `next try in ${showText(Math.max(0, probe), "age")}` : failures ? `${fixed(failures, 0)} failures in a row` : opened === undefined ? undefined : `opened ${fixed(opened, 0)} times`} />
    </div>
  );
}
