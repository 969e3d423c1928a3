import type { JSX } from "preact";
import { Panel } from "../components/panel";
import { useUnheard } from "../components/unheard";
import { ageText, fixed } from "../format/number";
import { useNodePoints, useNow } from "../live/hooks";
import { topic } from "../live/pattern";
import { isStale } from "../live/point";

const states = ["full", "tracking", "syncing", "connected", "disconnected"] as const;

/** The time in each state since the node started, by its own account; with a key it proposes while it is full. */
export function StateAccounting({ node }: { node: string }): JSX.Element {
  const now = useNow();
  const point = useNodePoints("xrpl", node, ["xrpl_state_accounting"])("xrpl_state_accounting");
  const of = (what: "duration_seconds" | "transitions", state: string) => point?.v[`xrpl_state_accounting_${what}{state="${state}"}`];
  const total = states.reduce((sum, state) => sum + (of("duration_seconds", state) ?? 0), 0);
  const initial = point?.v.xrpl_initial_sync_duration_seconds;
  const unheard = useUnheard([topic("points", "xrpl", node, "xrpl_state_accounting")]);
  const state = point === undefined || total === 0 ? unheard ?? { kind: "empty" as const, message: "The node has not told its accounting yet; it is asked once a minute." }
    : isStale(point, now) ? { kind: "stale" as const, last: point.t, now } : { kind: "ok" as const };
  return (
    <Panel title="State accounting" state={state} height={120} note={`since the node started${initial === undefined ? "" : `; first sync took ${ageText(initial)}`}`}>
      <dl class="facts bars">
        {states.map((name) => {
          const seconds = of("duration_seconds", name);
          const share = seconds === undefined || total === 0 ? undefined : seconds / total;
          return (
            <div key={name}>
              <dt>{name}</dt>
              <dd class="bar"><svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class={name === "full" ? "bar-ok" : "bar-warn"} width={share === undefined ? 0 : Math.max(share > 0 ? 0.5 : 0, share * 100)} height="8" /></svg></dd>
              <dd class="number">{share === undefined ? "–" : `${fixed(share * 100, 2)} %`}</dd>
              <dd class="number muted">{seconds === undefined ? "–" : ageText(seconds)}</dd>
              <dd class="number muted">{of("transitions", name) === undefined ? "–" : `${fixed(of("transitions", name)!, 0)} ×`}</dd>
            </div>
          );
        })}
      </dl>
    </Panel>
  );
}
