import type { JSX } from "preact";
import { DataTable } from "../components/data_table";
import { Panel } from "../components/panel";
import { levelWord, Shape, type Level } from "../components/shape";
import { TimeSeries } from "../components/time_series";
import { fixed, showText } from "../format/number";
import { cut, quote } from "../format/text";
import { read, useNodePoints, useNow } from "../live/hooks";
import { useTagged, type TaggedPoint } from "../live/tagged";
import type { Target } from "../live/target";
import { conditionMeasurement, levelBy, verdicts } from "./conditions";
import { usePollState } from "../node/poll_state";

const nothing = <>No ZMQ stream is known: the node publishes none, or does not tell (see the notices above). A new block is seen at the next poll; with <code>zmqpubhashblock=tcp://127.0.0.1:28332</code> and <code>zmqpubsequence=tcp://127.0.0.1:28333</code> in its bitcoin.conf it is seen at once.</>;

/** `silence`: what the daemon says of all streams together, by what its polls see. */
export function stateOf({ stale, v }: TaggedPoint, silence: Level | undefined): { level: Level; word: string } {
  if (stale) return { level: "stale", word: levelWord.stale };
  if (v.bitcoin_zmq_connected === 0) return { level: "crit", word: "not connected" };
  if (v.bitcoin_zmq_connected === undefined) return { level: "info", word: "not known" };
  if (silence === "warn") return { level: "warn", word: "silent, this or another stream" };
  if (v.bitcoin_zmq_seconds_since === undefined) return { level: "info", word: "connected, nothing sent yet" };
  return silence === "ok" ? { level: "ok", word: levelWord.ok } : { level: "info", word: "connected" };
}

/** Streams that tell of a new block. */
const blockStreams = ["hashblock", "rawblock", "sequence"];

export function tellsBlocks(points: readonly TaggedPoint[]): boolean {
  return points.some(({ tags, stale, v }) => !stale && v.bitcoin_zmq_connected === 1 && blockStreams.includes(tags.stream ?? ""));
}

/** The streams that the node publishes: whether they flow, and what was lost. */
export function ZmqPanel({ target }: { target: Target }): JSX.Element {
  const { node } = target;
  const now = useNow();
  const points = useTagged("bitcoin", node, "zmq", now);
  const since = ({ v: { bitcoin_zmq_seconds_since: at } }: TaggedPoint) => (at === undefined ? undefined : Math.max(0, now / 1000 - at));
  const conditions = useNodePoints("bitcoin", node, [conditionMeasurement])(conditionMeasurement);
  const silence = levelBy(verdicts.zmqSilence, (series) => read(conditions, series, now));
  const state = usePollState(target, "zmq", points.length > 0, nothing);
  const count = (id: string, title: string, series: string) => ({ id, title, align: "end" as const, value: ({ v }: TaggedPoint) => v[series], show: ({ v }: TaggedPoint) => (v[series] === undefined ? "–" : fixed(v[series], 0)) });
  return (
    <Panel title="ZMQ" state={state} height={120} note={tellsBlocks(points) ? "a new block is seen at once" : undefined}>
      <DataTable name="ZMQ streams" rows={points} rowKey={({ tags }) => tags.stream ?? ""} height={240} columns={[
        { id: "stream", title: "Stream", value: ({ tags }) => tags.stream, show: (point) => {
          const { level, word } = stateOf(point, silence);
          return <><Shape level={level} label={word} /> {cut(point.tags.stream ?? "", 40)}</>;
        } },
        { id: "since", title: "Last message", align: "end", value: since, show: (point) => (since(point) === undefined ? "–" : `${showText(since(point), "age")} ago`) },
        count("messages", "Messages", "bitcoin_zmq_messages_total"),
        count("lost", "Lost", "bitcoin_zmq_lost_messages_total"),
        { ...count("reconnects", "Reconnects", "bitcoin_zmq_reconnects_total"), minor: true },
      ]} />
    </Panel>
  );
}

/** Messages a second, by stream, and what they tell of the mempool; only where there are streams. */
export function ZmqChart({ target: { node, lastError } }: { target: Target }): JSX.Element | null {
  const points = useTagged("bitcoin", node, "zmq", useNow());
  if (points.length === 0) return null;
  const matcher = `{network="bitcoin",node=${quote(node)}}`;
  // Only while it was connected: what nobody counted is unknown, not 0.
  const rate = (series: string) => `rate(${series}${matcher}[1m]) and on (network, node, stream) max_over_time(bitcoin_zmq_connected${matcher}[1m]) == 1`;
  return (
    <>
      <TimeSeries title="ZMQ messages" unit="1/s" height={140} cause={lastError} queries={[{ expr: rate("bitcoin_zmq_messages_total"), label: ({ stream = "" }) => stream }]} />
      {points.some(({ v }) => v.bitcoin_zmq_mempool_added_total !== undefined) && (
        <TimeSeries title="Transactions in and out" unit="1/s" height={140} cause={lastError} queries={[
          { expr: rate("bitcoin_zmq_mempool_added_total"), label: "into the mempool" }, { expr: rate("bitcoin_zmq_mempool_removed_total"), label: "out, but not by a block" },
        ]} />
      )}
    </>
  );
}
