import type { JSX } from "preact";
import { nodeCharts } from "../bitcoin/charts";
import { DiskPanel } from "../bitcoin/disk_panel";
import { DifficultyPanel, IndexerPanels, IndexPanel, NetworkingPanel, ProcessPanel, SoftforkPanel } from "../bitcoin/fact_panels";
import { FeeHistory, FeesPanel } from "../bitcoin/fees_panel";
import { MapPanel } from "../bitcoin/map_panel";
import { BandChart, BandHistogram, useBands } from "../bitcoin/mempool_panels";
import { chainName, softwareName } from "../bitcoin/names";
import { NodeTiles } from "../bitcoin/node_tiles";
import { PeerGroups } from "../bitcoin/peer_groups";
import { PeersPanel } from "../bitcoin/peers_panel";
import { StripPanel } from "../bitcoin/strip_panel";
import { SyncPanel } from "../bitcoin/sync_panel";
import { useBlocks, usePeers, useProjected } from "../bitcoin/tables";
import { ZmqChart, ZmqPanel } from "../bitcoin/zmq_panel";
import { useEventMarks } from "../components/event_marks";
import { StateTimeline } from "../components/state_timeline";
import { TimeSeries } from "../components/time_series";
import { ageText } from "../format/number";
import { cut, quote } from "../format/text";
import { read, useNodePoints, useNow } from "../live/hooks";
import { topic } from "../live/pattern";
import { useNewestTags } from "../live/tagged";
import type { Target } from "../live/target";
import { bitcoinState } from "../networks/bitcoin";
import { Headline } from "../node/headline";
import { NodeEvents } from "../node/node_events";
import { nodePage } from "../node/node_page";
import { Conditions } from "../overview/conditions";
import type { Page } from "./page";

function Head({ target }: { target: Target }): JSX.Element {
  const { node } = target;
  const now = useNow();
  const points = useNodePoints("bitcoin", node, ["blockchain", "bitcoin_uptime"]);
  const { subversion, chain } = useNewestTags("bitcoin", node, "bitcoin_node_info");
  const pruned = read(points("blockchain"), "bitcoin_pruned", now).value;
  const uptime = read(points("bitcoin_uptime"), "bitcoin_uptime_seconds", now, "age");
  const software = softwareName(subversion);
  return (
    <Headline target={target} facts={[
      software && cut(software, 80), chainName(chain), pruned === undefined ? undefined : pruned === 1 ? "pruned" : "not pruned",
      uptime.value === undefined || uptime.stale ? undefined : `up ${ageText(uptime.value)}`,
    ]} />
  );
}

function NodeOf({ target }: { target: Target }): JSX.Element {
  const { node } = target;
  const now = useNow();
  const marks = useEventMarks();
  const blocks = useBlocks(node);
  const projected = useProjected(node);
  const peers = usePeers(node);
  const bands = useBands(node);
  const downloading = read(useNodePoints("bitcoin", node, ["blockchain"])("blockchain"), "bitcoin_initial_block_download", now).value === 1;
  return (
    <>
      <Head target={target} />
      <Conditions target={target} />
      {downloading && <SyncPanel target={target} />}
      <NodeTiles node={node} downloading={downloading} />
      {!downloading && (
        <>
          <StripPanel target={target} projected={projected} blocks={blocks} />
          <div class="columns">
            <FeeHistory target={target} />
            <FeesPanel target={target} />
          </div>
          <div class="columns">
            <BandChart target={target} />
            <BandHistogram target={target} bands={bands} />
          </div>
        </>
      )}
      <StateTimeline title="State" cause={target.lastError} names={bitcoinState} query={{
        expr: `bitcoin_node_state{network="bitcoin",node=${quote(node)}}`, label: "state",
        live: { topic: topic("points", "bitcoin", node, "bitcoin_node"), series: "bitcoin_node_state" },
      }} />
      <div class="charts">{nodeCharts(node).map((chart) => <TimeSeries key={chart.title} {...chart} height={140} cause={target.lastError} annotations={marks("bitcoin", node)} />)}</div>
      <MapPanel target={target} peers={peers} />
      <PeerGroups target={target} />
      <PeersPanel target={target} peers={peers} />
      <div class="charts">
        <ZmqPanel target={target} />
        <ZmqChart target={target} />
        <ProcessPanel target={target} />
        <DiskPanel target={target} />
        <IndexerPanels target={target} />
        <DifficultyPanel target={target} />
        <SoftforkPanel target={target} />
        <IndexPanel target={target} />
        <NetworkingPanel target={target} />
      </div>
      <NodeEvents target={target} />
    </>
  );
}

export const page: Page = nodePage("bitcoin", NodeOf);
