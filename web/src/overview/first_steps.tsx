import type { JSX } from "preact";
import { Panel } from "../components/panel";
import { networks } from "../networks";
import { useLink } from "../state/router";

/** Nothing is watched yet: how to begin. */
export function FirstSteps(): JSX.Element {
  const link = useLink();
  return (
    <>
      <p class="first-steps">No node is watched. nodewatch looks for nodes on this host when it starts, and found none. <a href={link("self-health")}>Health</a> tells how nodewatch itself is.</p>
      <div class="charts">
        {[...networks].map(([name, { title, snippet }]) => (
          <Panel key={name} title={`Watch ${title}`} state={{ kind: "unconfigured", what: `${title} node`, snippet }} />
        ))}
      </div>
    </>
  );
}
