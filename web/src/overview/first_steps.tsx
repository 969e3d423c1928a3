import type { ComponentChildren, JSX } from "preact";
import { Panel } from "../components/panel";
import { networks } from "../networks";
import { useLink } from "../state/router";

/** What can be watched, and how to begin. `watched`: networks of which nothing needs to be said. */
function Snippets({ watched, children }: { watched: ReadonlySet<string>; children: ComponentChildren }): JSX.Element {
  return (
    <>
      <p class="first-steps">{children}</p>
      <div class="charts">
        {[...networks].filter(([name]) => !watched.has(name)).map(([name, { what, snippet }]) => (
          <Panel key={name} title={`Watch ${what}s`} state={{ kind: "unconfigured", what, snippet }} />
        ))}
      </div>
    </>
  );
}

/** Nothing is watched yet. */
export function FirstSteps(): JSX.Element {
  const link = useLink();
  return (
    <Snippets watched={new Set()}>No node is watched. nodewatch looks for nodes on this host and has found none so far. <a href={link("self-health")}>Health</a> tells how nodewatch itself is.</Snippets>
  );
}

/** Only what nodewatch finds on every start: what its user wants to watch is not among it. */
export function NextSteps({ watched }: { watched: ReadonlySet<string> }): JSX.Element {
  return (
    <section aria-label="Next steps">
      <div class="section-head"><h2>Next steps</h2></div>
      <Snippets watched={watched}>This host is watched, but no node of a network: nodewatch looks for them on this host and has found none so far.</Snippets>
    </section>
  );
}
