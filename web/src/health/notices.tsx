import type { JSX } from "preact";
import { Shape } from "../components/shape";
import { cut } from "../format/text";
import type { Target } from "../live/target";

/** What nodes do not tell us, and which of their settings would change that. */
export function Notices({ targets }: { targets: readonly Target[] }): JSX.Element | null {
  const notices = targets.flatMap(({ network, node, notices }) => notices.map((text) => ({ node, text, key: `${network}/${node}/${text}` })));
  if (notices.length === 0) return null;
  return (
    <section class="panel">
      <header class="panel-head"><h2>What nodes do not tell us</h2></header>
      <ul class="notices">{notices.map(({ node, text, key }) => <li key={key}><Shape level="info" /> <strong>{cut(node, 80)}</strong> {cut(text, 600)}</li>)}</ul>
    </section>
  );
}
