import type { JSX } from "preact";
import { DataTable } from "../components/data_table";
import { Panel } from "../components/panel";
import { Shape, type Level } from "../components/shape";
import type { Thresholds } from "../components/threshold";
import { fixed } from "../format/number";
import { cut } from "../format/text";
import { useNow } from "../live/hooks";
import { useTagged, type TaggedPoint } from "../live/tagged";
import type { Target } from "../live/target";
import { FactPanel, type Fact } from "../node/fact_panel";
import { usePollState } from "../node/poll_state";

/** Difficulties have fifteen digits. */
function trillions(value: number): string {
  return value >= 1e12 ? `${fixed(value / 1e12, 2)} T` : fixed(value, 0);
}

function percent(ratio: number): string {
  return `${fixed(ratio * 100, 1)} %`;
}

/** "+2.3 %" */
function change(ratio: number): string {
  return `${ratio > 0 ? "+" : ""}${percent(ratio)}`;
}

function yesNo(value: number): string {
  return value === 1 ? "yes" : "no";
}

const up: Thresholds = { direction: "below", warn: 1, crit: 1 };

const difficultyFacts: readonly Fact[] = [
  { label: "Difficulty", measurement: "blockchain", series: "bitcoin_blockchain_difficulty", unit: "1", text: trillions },
  { label: "Hash rate of the network", measurement: "bitcoin_mining", series: "bitcoin_network_hash_rate", unit: "1", text: (rate) => `${fixed(rate / 1e18, rate >= 1e20 ? 0 : 2)} EH/s` },
  { label: "This period", measurement: "bitcoin_difficulty", series: "bitcoin_difficulty_epoch_progress_ratio", unit: "1", text: percent },
  { label: "Expected change", measurement: "bitcoin_difficulty", series: "bitcoin_difficulty_expected_change_ratio", unit: "1", text: change },
  { label: "Blocks until then", measurement: "bitcoin_difficulty", series: "bitcoin_difficulty_blocks_left", unit: "1" },
  { label: "Time until then", measurement: "bitcoin_difficulty", series: "bitcoin_difficulty_retarget_seconds", kind: "countdown", unit: "age" },
  { label: "Blocks until the halving", measurement: "bitcoin_difficulty", series: "bitcoin_halving_blocks_left", unit: "1" },
  { label: "Transactions of the chain", measurement: "bitcoin_transactions", series: "bitcoin_chain_transactions", unit: "1" },
  { label: "Mean of 30 days", measurement: "bitcoin_transactions", series: "bitcoin_chain_transactions_per_second", unit: "1/s" },
];

export function DifficultyPanel({ target }: { target: Target }): JSX.Element | null {
  return <FactPanel title="Difficulty" target={target} facts={difficultyFacts} />;
}

function indexState({ stale, v }: TaggedPoint): { level: Level; word: string } {
  if (stale) return { level: "stale", word: "stale" };
  if (v.bitcoin_index_synced === undefined) return { level: "info", word: "–" };
  return v.bitcoin_index_synced === 1 ? { level: "ok", word: "complete" } : { level: "info", word: "behind" };
}

/** Indexes that the node keeps; shown when it keeps some. */
export function IndexPanel({ target }: { target: Target }): JSX.Element | null {
  const rows = useTagged("bitcoin", target.node, "bitcoin_index", useNow());
  const state = usePollState(target, "bitcoin_index", true, "");
  if (rows.length === 0) return null;
  return (
    <Panel title="Indexes" state={state}>
      <DataTable name="Indexes" rows={rows} rowKey={({ tags }) => tags.index ?? ""} height={200} columns={[
        { id: "index", title: "Index", value: ({ tags }) => tags.index, show: ({ tags }) => cut(tags.index ?? "–", 60) },
        { id: "height", title: "Height", align: "end", value: ({ v }) => v.bitcoin_index_height, show: ({ v: { bitcoin_index_height: height } }) => (height === undefined ? "–" : fixed(height, 0)) },
        { id: "state", title: "State", value: (row) => indexState(row).word, show: (row) => <><Shape level={indexState(row).level} /> {indexState(row).word}</> },
      ]} />
    </Panel>
  );
}

/** The numbers of bitcoin_softfork_state. */
const softforkStates = ["defined", "started", "locked in", "active", "failed"];

/** Changes of the rules; those that are decided on come first. */
export function SoftforkPanel({ target }: { target: Target }): JSX.Element | null {
  const rows = useTagged("bitcoin", target.node, "bitcoin_softfork", useNow());
  const state = usePollState(target, "bitcoin_softfork", true, "");
  if (rows.length === 0) return null;
  const open = ({ v }: TaggedPoint) => Number(v.bitcoin_softfork_state === 3);
  const share = (series: string) => ({ v }: TaggedPoint) => v[series];
  const shown = (series: string) => ({ v }: TaggedPoint) => (v[series] === undefined ? "–" : percent(v[series]));
  return (
    <Panel title="Soft forks" state={state}>
      <DataTable name="Soft forks" rows={[...rows].sort((a, b) => open(a) - open(b))} rowKey={({ tags }) => tags.name ?? ""} height={260} columns={[
        { id: "name", title: "Name", value: ({ tags }) => tags.name, show: ({ tags }) => cut(tags.name ?? "–", 60) },
        { id: "state", title: "State", value: ({ v }) => softforkStates[v.bitcoin_softfork_state ?? -1] },
        { id: "since", title: "From height", align: "end", value: ({ v }) => v.bitcoin_softfork_since_height, show: ({ v: { bitcoin_softfork_since_height: since } }) => (since === undefined ? "–" : fixed(since, 0)) },
        { id: "signalling", title: "Signalling", align: "end", minor: true, value: share("bitcoin_softfork_signalling_ratio"), show: shown("bitcoin_softfork_signalling_ratio") },
        { id: "threshold", title: "Needed", align: "end", minor: true, value: share("bitcoin_softfork_threshold_ratio"), show: shown("bitcoin_softfork_threshold_ratio") },
      ]} />
    </Panel>
  );
}

const networkFacts: readonly Fact[] = [
  { label: "Banned", measurement: "bitcoin_bans", series: "bitcoin_bans", unit: "1" },
  { label: "Newest ban", measurement: "bitcoin_bans", series: "bitcoin_last_ban_age_seconds", kind: "age", unit: "age" },
  { label: "Peers that have not answered a ping", measurement: "peers", series: "bitcoin_peers_waiting_for_pong", unit: "1" },
  { label: "Peers whose clock is off", measurement: "peers", series: "bitcoin_peers_clock_off", unit: "1" },
  { label: "Commands at work", measurement: "bitcoin_rpc_load", series: "bitcoin_rpc_active_commands", unit: "1" },
  { label: "Longest of them", measurement: "bitcoin_rpc_load", series: "bitcoin_rpc_longest_command_seconds", unit: "seconds" },
];

export function NetworkingPanel({ target }: { target: Target }): JSX.Element | null {
  return <FactPanel title="Bans and commands" target={target} facts={networkFacts} />;
}

const lag: Thresholds = { direction: "above", warn: 2 };

const fulcrumFacts: readonly Fact[] = [
  { label: "Answers", measurement: "fulcrum", series: "bitcoin_fulcrum_up", unit: "1", thresholds: up, text: yesNo },
  { label: "Height", measurement: "fulcrum", series: "bitcoin_fulcrum_tip_height", unit: "1" },
  { label: "Behind the node", measurement: "fulcrum", series: "bitcoin_fulcrum_tip_lag", unit: "1", thresholds: lag },
  { label: "Takes in blocks", measurement: "fulcrum", series: "bitcoin_fulcrum_syncing", unit: "1", text: yesNo },
  { label: "Clients", measurement: "fulcrum", series: "bitcoin_fulcrum_clients", unit: "1" },
  { label: "Subscriptions", measurement: "fulcrum", series: "bitcoin_fulcrum_subscriptions", unit: "1" },
  { label: "Memory", measurement: "fulcrum", series: "bitcoin_fulcrum_resident_memory_bytes", unit: "bytes" },
  { label: "Jobs that wait", measurement: "fulcrum", series: "bitcoin_fulcrum_jobs", unit: "1" },
];

const electrsFacts: readonly Fact[] = [
  { label: "Answers", measurement: "electrs", series: "bitcoin_electrs_up", unit: "1", thresholds: up, text: yesNo },
  { label: "Height", measurement: "electrs", series: "bitcoin_electrs_tip_height", unit: "1" },
  { label: "Behind the node", measurement: "electrs", series: "bitcoin_electrs_tip_lag", unit: "1", thresholds: lag },
];

/** Servers of indexes beside the node; shown where they are configured. */
export function IndexerPanels({ target }: { target: Target }): JSX.Element {
  return <><FactPanel title="Fulcrum" target={target} facts={fulcrumFacts} /><FactPanel title="electrs" target={target} facts={electrsFacts} /></>;
}

const processFacts: readonly Fact[] = [
  { label: "CPU, of one core", measurement: "process", series: "bitcoin_process_cpu_percent", unit: "percent" },
  { label: "Memory", measurement: "process", series: "bitcoin_process_memory_rss_mb", unit: "MiB", text: (mebibytes) => `${fixed(mebibytes, 0)} MiB` },
  { label: "Open files", measurement: "process", series: "bitcoin_process_open_files", unit: "1" },
  { label: "Allowed", measurement: "process", series: "bitcoin_process_max_open_files", unit: "1" },
  { label: "Threads", measurement: "process", series: "bitcoin_process_threads", unit: "1" },
  { label: "Running for", measurement: "process", series: "bitcoin_process_uptime_seconds", kind: "age", unit: "age" },
];

/** The node's process, when it runs on this host. */
export function ProcessPanel({ target }: { target: Target }): JSX.Element | null {
  return <FactPanel title="Process" target={target} facts={processFacts} absent={{ kind: "empty", message: "Not seen: nodewatch tells the process and the disks only when the node runs on its own host." }} />;
}
