import type { JSX } from "preact";
import { StatTile } from "../components/stat_tile";
import { fixed, showText } from "../format/number";
import { lesserAge, read, useNodePoints, useNow, type Reading } from "../live/hooks";
import type { Verdict } from "../node/conditions";
import { conditionMeasurement, levelBy, verdicts } from "./conditions";
import { limits, reorganisationLevel } from "./limits";

const measurements = ["blockchain", "mempool", "peers", conditionMeasurement];

function ofLimit(used: Reading, limit: Reading): Reading {
  return { ...used, value: used.value === undefined || !limit.value ? undefined : used.value / limit.value };
}

function directions(inbound: Reading, outbound: Reading): string | undefined {
  return inbound.value === undefined || outbound.value === undefined ? undefined : `${fixed(outbound.value, 0)} out, ${fixed(inbound.value, 0)} in`;
}

/** The first look: is the node at the tip, is it connected, how full is its mempool. `downloading`: it is far behind by nature. */
export function NodeTiles({ node, downloading }: { node: string; downloading: boolean }): JSX.Element {
  const now = useNow();
  const points = useNodePoints("bitcoin", node, measurements);
  const get = (measurement: string, series: string, kind?: "age") => read(points(measurement), series, now, kind);
  const verdict = (of: Verdict) => levelBy(of, (series) => get(conditionMeasurement, series));
  const tipAge = lesserAge(get("blockchain", "bitcoin_tip_age_seconds", "age"), get("blockchain", "bitcoin_tip_arrival_age_seconds", "age"));
  const height = get("blockchain", "bitcoin_blockchain_best_height");
  const lag = get("blockchain", "bitcoin_blockchain_block_lag");
  const progress = get("blockchain", "bitcoin_blockchain_verification_progress");
  const interval = get("blockchain", "bitcoin_blockchain_block_interval_seconds");
  const depth = get("blockchain", "bitcoin_blockchain_max_reorg_depth");
  const usage = get("mempool", "bitcoin_mempool_usage_bytes");
  const usedPart = ofLimit(usage, get("mempool", "bitcoin_mempool_max_bytes"));
  const transactions = get("mempool", "bitcoin_mempool_tx_count");
  const ping = get("peers", "bitcoin_peers_ping_p95_ms");
  return (
    <div class="tiles">
      <StatTile label="Height" reading={height} unit="1" note={interval.value === undefined ? undefined : `last block after ${showText(interval.value, "age")}`} />
      <StatTile label="Behind headers" reading={lag} unit="1" thresholds={downloading ? undefined : limits.lag} note="blocks" />
      <StatTile label="Tip age" reading={tipAge} unit="age" level={verdict(verdicts.tip)} note="since it came or was mined"
        help="Blocks come by chance, every ten minutes in the mean: 60 minutes without one pass once in three days, 90 once in two months." />
      <StatTile label="Verification" reading={{ ...progress, value: progress.value === undefined ? undefined : Math.floor(progress.value * 10_000) / 100 }} unit="percent" note="of the chain" />
      <StatTile label="Mempool" reading={usedPart} unit="ratio" thresholds={limits.mempool} text={(part) => `${fixed(part * 100, 1)} %`} note={`${showText(usage.value, "bytes")}, ${showText(transactions.value, "1")} tx`} />
      <StatTile label="Lowest fee" reading={get("mempool", "bitcoin_mempool_minimum_fee_sat_per_vbyte")} unit="sat/vB" note="that gets in" />
      <StatTile label="Peers" reading={get("peers", "bitcoin_peers_total")} unit="1" level={verdict(verdicts.peers)} note={directions(get("peers", "bitcoin_peers_inbound"), get("peers", "bitcoin_peers_outbound"))}
        help="Judged by the connections that the node made itself and keeps: min_outbound_peers are wanted" />
      <StatTile label="Ping" reading={{ ...ping, value: ping.value === undefined ? undefined : Math.round(ping.value) }} unit="ms" thresholds={limits.ping} note="95 % stay below" />
      <StatTile label="Reorganisation 24 h" reading={depth} unit="1" level={reorganisationLevel(depth.value)} note={depth.value === 0 ? "none seen" : "blocks fell out"} />
    </div>
  );
}
