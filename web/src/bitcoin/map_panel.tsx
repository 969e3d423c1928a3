import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { BarList } from "../components/bar_list";
import { Panel } from "../components/panel";
import { Shape } from "../components/shape";
import { WorldMap } from "../map/world_map";
import type { Target } from "../live/target";
import { placesOf } from "./peer_places";
import { noPeers } from "./peers_panel";
import { usePollState } from "../node/poll_state";
import type { Peer } from "./rows";

/** Where the peers are; the list of countries says the same as the map. */
export function MapPanel({ target, peers }: { target: Target; peers: readonly Peer[] }): JSX.Element {
  const { dots, countries, hidden, unknown } = useMemo(() => placesOf(peers), [peers]);
  const state = usePollState(target, "peers", peers.length > 0, noPeers);
  const located = countries.length > 0 || dots.length > 0;
  const counted = hidden.reduce((sum, { value }) => sum + value, 0);
  return (
    <Panel title="Where the peers are" state={state} height={120} note={peers.length === 0 ? undefined : `${peers.length - counted - unknown} of ${peers.length} peers have a known place`}>
      {!located && unknown > 0 && (
        <p class="muted estimate-note"><Shape level="info" /> Without a database of places nothing is known of them: nodewatch reads files of MaxMind, DB-IP and ip-location-db (.mmdb) that geo.databases names, or that are in /usr/share/GeoIP.</p>
      )}
      <div class="map-columns">
        {dots.length > 0 && <WorldMap dots={dots} name={`Map of ${dots.length} peers; the list of countries beside it says where they are`} />}
        <div>
          {countries.length > 0 && <><h3>Countries</h3><BarList bars={countries} total={peers.length} most={12} /></>}
          {hidden.length > 0 && <><h3>No place by nature</h3><BarList bars={hidden} total={peers.length} /></>}
          {unknown > 0 && <><h3>Place not known</h3><BarList bars={[{ name: "peers", value: unknown }]} total={peers.length} /></>}
        </div>
      </div>
      {dots.some(({ vague }) => vague) && <p class="muted foot">A ring is the middle of a country: more is not known of these peers.</p>}
    </Panel>
  );
}
