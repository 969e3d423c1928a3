import type { JSX } from "preact";
import { BarList, type Bar } from "../components/bar_list";
import { Panel } from "../components/panel";
import { useNow } from "../live/hooks";
import { useTagged } from "../live/tagged";
import type { Target } from "../live/target";
import { networkName } from "./names";
import { usePollState } from "./poll_state";

const titles = [["network", "Network"], ["connection_type", "Connection"], ["transport", "Transport"], ["version", "Software"]] as const;

/** The peers by what they have in common. */
export function PeerGroups({ target }: { target: Target }): JSX.Element {
  const points = useTagged("bitcoin", target.node, "bitcoin_peer_group", useNow());
  const barsOf = (by: string): Bar[] => points.filter(({ tags }) => tags.by === by).flatMap(({ tags: { value = "" }, v: { bitcoin_peers: peers } }) =>
    peers ? [{ name: by === "network" ? networkName(value) ?? value : value.replace(/_/g, " "), value: peers }] : []);
  const groups = titles.map(([by, title]) => ({ title, bars: barsOf(by) })).filter(({ bars }) => bars.length > 0);
  const state = usePollState(target, "bitcoin_peer_group", groups.length > 0, "The node has no peers.");
  return (
    <Panel title="Peers by kind" state={state} height={120}>
      <div class="group-columns">{groups.map(({ title, bars }) => <div key={title}><h3>{title}</h3><BarList bars={bars} /></div>)}</div>
    </Panel>
  );
}
