import type { ComponentChildren, JSX } from "preact";
import { levelWord, Shape } from "../components/shape";
import { ageText } from "../format/number";
import { cut } from "../format/text";
import { read, useNodePoints, useNow } from "../live/hooks";
import type { Target } from "../live/target";
import { networks } from "../networks";
import { useNodes } from "../networks/standing";
import { useLink } from "../state/router";

interface HeadlineProps {
  target: Target;
  /** What the node is; what is undefined or empty is left out. */
  facts: readonly (string | undefined)[];
  /** Before the link to all nodes. */
  links?: ComponentChildren;
}

/** Name, state and what the node is: the first line of its page. */
export function Headline({ target, facts, links }: HeadlineProps): JSX.Element {
  const { network, node } = target;
  const now = useNow();
  const link = useLink();
  const state = networks.get(network)?.state;
  const points = useNodePoints(network, node, state ? [state.measurement] : []);
  const last = state && read(points(state.measurement), state.series, now).value;
  const standing = useNodes().find((other) => other.target.network === network && other.target.node === node);
  const level = standing?.level ?? "stale";
  const lastWord = (last === undefined ? undefined : state?.name(last)?.text) ?? "state";
  const word = level === "stale" && standing?.heard !== undefined ? `stale: last ${lastWord} ${ageText((now - standing.heard) / 1000)} ago` : standing?.word ?? target.state;
  return (
    <div class="page-head">
      <h1>{cut(node, 120)}</h1>
      <p class={`headline-state level-${level}`} data-level={level}><Shape level={level} label={levelWord[level]} /> <strong>{word}</strong></p>
      <p class="muted">{[...facts, cut(target.address, 80)].filter((fact) => fact !== undefined && fact !== "").join(" · ")}</p>
      <div class="page-links">{links}<a href={link(network)}>All nodes</a></div>
    </div>
  );
}
