import type { JSX } from "preact";
import { Panel } from "../components/panel";
import { Shape } from "../components/shape";
import { TimeSeries } from "../components/time_series";
import { ageText, fixed, plain } from "../format/number";
import { quote } from "../format/text";
import { read, useNodePoints, useNow } from "../live/hooks";
import { topic } from "../live/pattern";
import { useTagged, type TaggedPoint } from "../live/tagged";
import type { Target } from "../live/target";
import { usePollState } from "../node/poll_state";

/** As the mempool would have it: how soon, by what name. */
const recommended = [["fastest", "Next block"], ["half_hour", "Half an hour"], ["hour", "An hour"], ["economy", "Some hours"], ["minimum", "Lowest that gets in"]] as const;

/** Blocks for which the daemon asks estimates, whether the node has them or not. */
const askedTargets = [2, 3, 6, 12, 25, 144];
const blockSeconds = 600;

interface Estimate {
  target: number;
  /** The node was asked, and its answer is fresh. */
  told: boolean;
  /** Sat/vB; undefined in what was told: the node has no estimate. */
  rate: number | undefined;
  /** Blocks that it is really for. */
  blocks: number | undefined;
}

/** One for each target that is asked for. */
export function estimatesOf(points: readonly TaggedPoint[]): Estimate[] {
  return askedTargets.map((target) => {
    const point = points.find(({ tags, stale }) => !stale && tags.target === String(target));
    return { target, told: point !== undefined, rate: point?.v.bitcoin_fee_estimate_sat_per_vbyte, blocks: point?.v.bitcoin_fee_estimate_blocks };
  });
}

/** `without`: what to say where there is none. */
function Rate({ rate, without }: { rate: number | undefined; without: string }): JSX.Element {
  return rate === undefined ? <span class="muted">{without}</span> : <><strong>{plain(rate)}</strong> <span class="muted">sat/vB</span></>;
}

/** What to pay now: by the mempool as it is, and by the node's own estimator, which learns from past blocks. */
export function FeesPanel({ target }: { target: Target }): JSX.Element {
  const { node } = target;
  const now = useNow();
  const point = useNodePoints("bitcoin", node, ["bitcoin_fee_recommended"])("bitcoin_fee_recommended");
  const rates = recommended.map(([kind, text]) => ({ text, rate: read(point, `bitcoin_fee_recommended_rate{kind="${kind}"}`, now) }));
  const known = rates.some(({ rate }) => rate.value !== undefined && !rate.stale);
  const fees = useTagged("bitcoin", node, "bitcoin_fee", now);
  const estimates = estimatesOf(fees);
  const none = estimates.every(({ told, rate }) => told && rate === undefined);
  const state = usePollState(target, fees.length > 0 || !known ? "bitcoin_fee" : "bitcoin_fee_recommended", fees.length > 0 || known, "The fee rates are not known: the node has not told them yet, or does not answer.");
  return (
    <Panel title="Fees now" state={state} height={200}>
      {known && (
        <>
          <h3>By the mempool as it is</h3>
          <dl class="facts">{rates.map(({ text, rate }) => <div key={text}><dt>{text}</dt><dd class="number"><Rate rate={rate.stale ? undefined : rate.value} without="–" /></dd></div>)}</dl>
        </>
      )}
      <h3>By the node's estimator</h3>
      {none && <p class="muted estimate-note"><Shape level="info" /> The node has no estimate: after a start it needs some hours of blocks and transactions.</p>}
      <dl class="facts">
        {estimates.map(({ target: asked, told, rate, blocks }) => (
          <div key={asked}>
            <dt>{asked} blocks <span class="muted">about {ageText(asked * blockSeconds)}</span></dt>
            <dd class="number"><Rate rate={rate} without={told ? "no estimate" : "–"} />{rate !== undefined && blocks !== undefined && blocks !== asked && <span class="muted"> for {fixed(blocks, 0)} blocks</span>}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

export function FeeHistory({ target }: { target: Target }): JSX.Element {
  const { node } = target;
  const matcher = `network="bitcoin",node=${quote(node)}`;
  const estimate = (blocks: number) => ({
    expr: `bitcoin_fee_estimate_sat_per_vbyte{${matcher},target="${blocks}"}`, label: `estimate for ${blocks} blocks`,
    live: { topic: topic("points", "bitcoin", node, "bitcoin_fee"), key: `target="${blocks}"`, series: "bitcoin_fee_estimate_sat_per_vbyte" },
  });
  return (
    <TimeSeries title="Fee rates" unit="sat/vB" height={220} cause={target.lastError} emptyText="No estimate in this time range." queries={[
      estimate(2), estimate(6), estimate(144),
      { expr: `bitcoin_mempool_minimum_fee_sat_per_vbyte{${matcher}}`, label: "lowest that gets in", live: { topic: topic("points", "bitcoin", node, "mempool"), series: "bitcoin_mempool_minimum_fee_sat_per_vbyte" } },
      { expr: `bitcoin_fee_recommended_rate{${matcher},kind="fastest"}`, label: "into the next block" },
    ]} />
  );
}
