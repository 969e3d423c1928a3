import type { JSX } from "preact";
import { DataTable } from "../components/data_table";
import { Panel } from "../components/panel";
import { levelWord, Shape, type Level } from "../components/shape";
import { TimeSeries } from "../components/time_series";
import { judge } from "../components/threshold";
import { fixed, showText } from "../format/number";
import { cut, quote } from "../format/text";
import { useNow } from "../live/hooks";
import { useTagged, type TaggedPoint } from "../live/tagged";
import type { Target } from "../live/target";
import { limits } from "./limits";
import { usePollState } from "./poll_state";

/** nodewatch asks the node where it publishes: what is missing is missing there. */
const nothing = <>The node publishes nothing over ZMQ, so a new block is seen at the next poll, within 5 s. With <code>zmqpubhashblock=tcp://127.0.0.1:28332</code> and <code>zmqpubsequence=tcp://127.0.0.1:28333</code> in its bitcoin.conf it is seen at once.</>;

/** Transactions come all the time; how long no block comes is chance. */
function levelOf({ tags, stale, v }: TaggedPoint, since: number | undefined): Level {
  if (stale) return "stale";
  if (v.bitcoin_zmq_connected === 0) return "crit";
  const judged = tags.stream === "rawtx" || tags.stream === "hashtx" ? judge(since, limits.zmqTransactions) : undefined;
  return judged ?? (v.bitcoin_zmq_connected === 1 ? "ok" : "info");
}

/** The streams that the node publishes: whether they flow, and what was lost. */
export function ZmqPanel({ target }: { target: Target }): JSX.Element {
  const { node } = target;
  const now = useNow();
  const points = useTagged("bitcoin", node, "zmq", now);
  const since = ({ v: { bitcoin_zmq_seconds_since: at } }: TaggedPoint) => (at === undefined ? undefined : Math.max(0, now / 1000 - at));
  const state = usePollState(target, "zmq", points.length > 0, nothing);
  const count = (id: string, title: string, series: string) => ({ id, title, align: "end" as const, value: ({ v }: TaggedPoint) => v[series], show: ({ v }: TaggedPoint) => (v[series] === undefined ? "–" : fixed(v[series], 0)) });
  return (
    <Panel title="ZMQ" state={state} height={120} note={points.length > 0 ? "a new block is seen at once" : undefined}>
      <DataTable name="ZMQ streams" rows={points} rowKey={({ tags }) => tags.stream ?? ""} height={240} columns={[
        { id: "stream", title: "Stream", value: ({ tags }) => tags.stream, show: (point) => {
          const level = levelOf(point, since(point));
          return <><Shape level={level} label={level === "crit" ? "not connected" : levelWord[level]} /> {cut(point.tags.stream ?? "", 40)}</>;
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
  const rate = (series: string) => `rate(${series}{network="bitcoin",node=${quote(node)}}[1m])`;
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
