import type { JSX } from "preact";
import { useCallback } from "preact/hooks";
import { queryNow } from "../api/batch";
import { Panel } from "../components/panel";
import { ageText, fixed, showText } from "../format/number";
import { quote } from "../format/text";
import { serverNow } from "../live/client";
import { queryReading, read, useNodePoints, useNow } from "../live/hooks";
import type { Target } from "../live/target";
import { usePolled } from "../live/use_polled";
import { usePollState } from "../node/poll_state";

const speedEveryMs = 15_000;

interface Speed {
  /** Blocks a second. */
  blocks: number | undefined;
  /** Part of the chain a second. */
  progress: number | undefined;
  /** Unix ms. */
  t: number;
}

/** Over the last ten minutes. */
async function askSpeed(node: string): Promise<Speed> {
  const at = Math.floor(serverNow() / 1000);
  const slope = async (series: string) => {
    const [found] = await queryNow(`deriv(${series}{network="bitcoin",node=${quote(node)}}[10m])`, at);
    return found?.values.at(-1);
  };
  const [blocks, progress] = await Promise.all([slope("bitcoin_blockchain_best_height"), slope("bitcoin_blockchain_verification_progress")]);
  return { blocks, progress, t: at * 1000 };
}

/** Seconds until the chain is downloaded, at the present speed; undefined while there is none. */
export function timeLeft(progress: number | undefined, speed: number | undefined): number | undefined {
  if (progress === undefined || speed === undefined || !(speed > 0)) return undefined;
  return Math.max(0, 1 - progress) / speed;
}

/** While the node downloads the chain: how far it is, how fast, and when it will be there. */
export function SyncPanel({ target }: { target: Target }): JSX.Element {
  const { node } = target;
  const now = useNow();
  const points = useNodePoints("bitcoin", node, ["blockchain", "peers"]);
  const chain = (series: string) => read(points("blockchain"), series, now).value;
  const { value: speed } = usePolled(useCallback(() => askSpeed(node), [node]), speedEveryMs);
  const blocks = queryReading(speed?.blocks, speed?.t, speedEveryMs, now);
  const rate = queryReading(speed?.progress, speed?.t, speedEveryMs, now);
  const progress = chain("bitcoin_blockchain_verification_progress");
  const left = rate.stale ? undefined : timeLeft(progress, rate.value);
  const state = usePollState(target, "blockchain", progress !== undefined, "The node has not told how far it is.");
  const percent = progress === undefined ? "–" : `${fixed(Math.floor(progress * 10_000) / 100, 2)} %`;
  const facts: readonly (readonly [string, string])[] = [
    ["Blocks", `${showText(chain("bitcoin_blockchain_best_height"), "1")} of ${showText(chain("bitcoin_blockchain_headers_height"), "1")}`],
    ["Speed", blocks.value === undefined || blocks.stale ? "–" : `${showText(Math.max(0, blocks.value), "1")} blocks/s`],
    ["Time left", left === undefined ? "–" : ageText(left)],
    ["Peers", showText(read(points("peers"), "bitcoin_peers_total", now).value, "1")],
    ["On disk", showText(chain("bitcoin_blocks_size_bytes"), "bytes")],
  ];
  return (
    <Panel title="Download of the chain" state={state} height={120} note="the first sync takes hours to days; speed of the last ten minutes">
      <div class="sync-bar">
        <progress max={1} value={progress ?? 0} aria-label="Part of the chain that is checked" />
        <strong class="number">{percent}</strong>
      </div>
      <dl class="fact-row">{facts.map(([name, text]) => <div key={name}><dt>{name}</dt><dd class="number">{text}</dd></div>)}</dl>
    </Panel>
  );
}
