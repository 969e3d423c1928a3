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
import { Panel } from "../components/panel";
import { levelWord, Shape } from "../components/shape";
import { StateTimeline } from "../components/state_timeline";
import { TimeSeries } from "../components/time_series";
import { useUnheard } from "../components/unheard";
import { ageText } from "../format/number";
import { cut, quote } from "../format/text";
import { eventPatterns, read, targetPatterns, useEvents, useNodePoints, useNow, useTargets } from "../live/hooks";
import { topic } from "../live/pattern";
import { useNewestTags } from "../live/tagged";
import type { Target } from "../live/target";
import { bitcoinState, overview } from "../networks/bitcoin";
import { useNodes } from "../networks/standing";
import { Conditions } from "../overview/conditions";
import { EventList } from "../overview/event_list";
import { useLink } from "../state/router";
import type { Page, PageProps } from "./page";

/** Name, state, software, chain, pruning, uptime: the first line of the page. */
function Headline({ target }: { target: Target }): JSX.Element {
  const { node } = target;
  const now = useNow();
  const link = useLink();
  const points = useNodePoints("bitcoin", node, ["bitcoin_node", "blockchain", "bitcoin_uptime"]);
  const { subversion, chain } = useNewestTags("bitcoin", node, "bitcoin_node_info");
  const pruned = read(points("blockchain"), "bitcoin_pruned", now).value;
  const uptime = read(points("bitcoin_uptime"), "bitcoin_uptime_seconds", now, "age");
  const last = read(points("bitcoin_node"), "bitcoin_node_state", now).value;
  const standing = useNodes().find((other) => other.target.network === "bitcoin" && other.target.node === node);
  const level = standing?.level ?? "stale";
  const word = level === "stale" && standing?.heard !== undefined ? `stale: last ${(last === undefined ? undefined : bitcoinState(last)?.text) ?? "state"} ${ageText((now - standing.heard) / 1000)} ago` : standing?.word ?? target.state;
  const software = softwareName(subversion);
  const facts = [
    software && cut(software, 80), chainName(chain), pruned === undefined ? undefined : pruned === 1 ? "pruned" : "not pruned",
    uptime.value === undefined || uptime.stale ? undefined : `up ${ageText(uptime.value)}`, cut(target.address, 80),
  ].filter((fact) => fact !== undefined && fact !== "");
  return (
    <div class="page-head">
      <h1>{cut(node, 120)}</h1>
      <p class={`headline-state level-${level}`} data-level={level}><Shape level={level} label={levelWord[level]} /> <strong>{word}</strong></p>
      <p class="muted">{facts.join(" · ")}</p>
      <div class="page-links"><a href={link("bitcoin")}>All nodes</a></div>
    </div>
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
  const events = useEvents().filter((event) => event.network === "bitcoin" && event.node === node);
  const unheardEvents = useUnheard(eventPatterns);
  const downloading = read(useNodePoints("bitcoin", node, ["blockchain"])("blockchain"), "bitcoin_initial_block_download", now).value === 1;
  return (
    <>
      <Headline target={target} />
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
      <Panel title="Last events" height={60} state={unheardEvents ?? (events.length > 0 ? { kind: "ok" } : { kind: "empty", message: "Nothing has happened to this node since nodewatch started." })}>
        <EventList events={events} />
      </Panel>
    </>
  );
}

function BitcoinNode({ names }: PageProps): JSX.Element {
  const node = names.node ?? "";
  const unheard = useUnheard(targetPatterns);
  const targets = useTargets().filter(({ network }) => network === "bitcoin");
  const target = targets.find((t) => t.node === node);
  if (target) return <NodeOf key={node} target={target} />;
  return (
    <>
      <div class="page-head"><h1>{cut(node, 120)}</h1></div>
      <Panel title="Bitcoin" state={unheard ?? (targets.length > 0 ? { kind: "empty", message: `No Bitcoin node is called ${cut(node, 80)}.` } : { kind: "unconfigured", what: "Bitcoin node", snippet: overview.snippet })} />
    </>
  );
}

export const page: Page = { component: BitcoinNode };
