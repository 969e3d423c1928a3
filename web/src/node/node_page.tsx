import type { ComponentType, JSX } from "preact";
import { Panel } from "../components/panel";
import { useUnheard } from "../components/unheard";
import { cut } from "../format/text";
import { targetPatterns, useTargets } from "../live/hooks";
import type { Target } from "../live/target";
import { networks } from "../networks";
import type { Page } from "../pages/page";

/** The page of one node of a network, drawn by `NodeOf`; where there is no such node it says so. */
export function nodePage(network: string, NodeOf: ComponentType<{ target: Target }>): Page {
  const { title, what, snippet } = networks.get(network)!;
  function NodePage({ node }: { node: string }): JSX.Element {
    const unheard = useUnheard(targetPatterns);
    const targets = useTargets().filter((target) => target.network === network);
    const target = targets.find((one) => one.node === node);
    if (target) return <NodeOf key={node} target={target} />;
    return (
      <>
        <div class="page-head"><h1>{cut(node, 120)}</h1></div>
        <Panel title={title} state={unheard ?? (targets.length > 0 ? { kind: "empty", message: `No ${what} is called ${cut(node, 80)}.` } : { kind: "unconfigured", what, snippet })} />
      </>
    );
  }
  return { component: ({ names }) => <NodePage node={names.node ?? ""} /> };
}
