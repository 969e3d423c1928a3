import { quote } from "../format/text";
import { sources, type Source } from "./sources";

/** Seconds of so many rounds, of two minutes at least, so that each window holds some. */
function seconds(roundMs: number, rounds: number, least: number): string {
  return `${Math.max(least, Math.ceil((rounds * roundMs) / 1000))}s`;
}

/** PromQL of an instance that is asked each `roundMs`: counters are the service's own, from all its life. */
export function betanetQueries(node: string, roundMs: number) {
  const matcher = `{network="betanet",node=${quote(node)}}`;
  const window = seconds(roundMs, 8, 120), long = seconds(roundMs, 20, 300);
  const up = (endpoints: readonly string[]) => `betanet_endpoint_up{endpoint=~"${endpoints.join("|")}",${matcher.slice(1)}`;
  const on = "on (network, node)";
  // Old values are shown while the service, or all endpoints that tell them, do not answer. They do not change: that is no rate of 0.
  const whileTold = (expr: string, source: Source) =>
    sources[source].reduce((shown, group, i, groups) => {
      const before = groups.slice(0, i).flat();
      const isOther = before.length === 0 ? "" : ` unless ${on} ${up(before)}`;
      return `${shown} unless ${on} (max by (network, node) (${up(group)}) == 0${isOther})`;
    }, `${expr} and ${on} (betanet_state${matcher} >= 3)`);
  const rate = (series: string, source: Source) => whileTold(`rate(${series}${matcher}[${window}])`, source);
  const bucket = (range: string) => `betanet_message_latency_seconds_bucket${matcher}[${range}]`;
  return {
    matcher,
    /** A value as it was told, while it is. */
    now: (series: string, source: Source) => whileTold(series + matcher, source),
    sent: rate("betanet_bytes_transmitted_total", "bytes"),
    received: rate("betanet_bytes_received_total", "bytes"),
    packets: rate("betanet_messages_total", "packets"),
    forwarded: rate("betanet_packets_forwarded_total", "packets"),
    dropped: rate("betanet_packets_dropped_total", "packets"),
    /** Of what came in; nothing while nothing came in. */
    dropPercent: whileTold(`100 * rate(betanet_packets_dropped_total${matcher}[${window}]) / (rate(betanet_messages_total${matcher}[${window}]) > 0)`, "packets"),
    quantile: (q: number) => `histogram_quantile(${q}, increase(${bucket(long)}))`,
    /** New observations by upper bound, each with all below it. */
    buckets: (step: number) => `increase(${bucket(`${Math.max(60, step)}s`)})`,
    /** Reasons that ever occurred: all others are no lines. */
    failures: `increase(betanet_request_failures_total${matcher}[${long}]) and betanet_request_failures_total${matcher} > 0`,
    retries: `increase(betanet_retries_total${matcher}[${long}])`,
    stale: `increase(betanet_cache_stale_served_total${matcher}[${long}])`,
  };
}
