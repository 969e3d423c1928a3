import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { DataTable } from "../components/data_table";
import { Panel } from "../components/panel";
import { dateTime, isoTime } from "../format/clock";
import { fixed, showText } from "../format/number";
import { cut } from "../format/text";
import type { Target } from "../live/target";
import { timeZone } from "../state/settings";
import { useStore } from "../state/store";
import { bitcoins, medianOf, places, projectedName, rateRange, type Place } from "./blocks";
import { BlockStrip } from "./block_strip";
import { usePollState } from "../node/poll_state";
import type { Block, Projected } from "./rows";

const shownBlocks = 24;

function ofMined<Value>(of: (block: Block) => Value): (place: Place) => Value | undefined {
  return (place) => (place.kind === "mined" ? of(place.block) : undefined);
}

function stateWord(place: Place): string {
  return place.kind === "projected" ? "projected" : place.block.fellOut ? "fell out" : "mined";
}

function arrivedOrMined({ arrived, time }: Block): number | undefined {
  return arrived ?? (time === undefined ? undefined : time * 1000);
}

/** When the newest came, unix ms; undefined where none tells. */
export function newestArrival(blocks: readonly Block[]): number | undefined {
  const times = blocks.flatMap((block) => arrivedOrMined(block) ?? []);
  return times.length === 0 ? undefined : Math.max(...times);
}

/** The strip as a table: with all blocks that are known. */
function BlocksTable({ all }: { all: readonly Place[] }): JSX.Element {
  const zone = useStore(timeZone);
  return (
    <DataTable name="Blocks" rows={all} rowKey={(place) => (place.kind === "mined" ? place.block.hash : String(place.projected.index))} height={320} columns={[
      { id: "block", title: "Block", value: (place) => (place.kind === "mined" ? place.block.height : projectedName(place.projected)), show: (place) => (place.kind === "mined" ? fixed(place.block.height, 0) : projectedName(place.projected)) },
      { id: "state", title: "State", value: stateWord },
      { id: "time", title: "Came", minor: true, value: ofMined(arrivedOrMined), csv: (place) => isoTime(ofMined(arrivedOrMined)(place) ?? NaN), show: (place) => dateTime(ofMined(arrivedOrMined)(place) ?? NaN, zone) },
      { id: "median", title: "Median sat/vB", align: "end", value: (place) => (place.kind === "mined" ? medianOf(place.block) : place.projected.median) },
      { id: "range", title: "Range", minor: true, value: (place) => rateRange(place.kind === "mined" ? place.block.rates : place.projected.rates) },
      { id: "tx", title: "Transactions", align: "end", value: (place) => (place.kind === "mined" ? place.block : place.projected).transactions },
      { id: "size", title: "Size", align: "end", minor: true, value: ofMined(({ size }) => size), show: (place) => showText(ofMined(({ size }) => size)(place), "bytes") },
      { id: "fees", title: "Fees", align: "end", minor: true, value: (place) => (place.kind === "mined" ? place.block : place.projected).fees, show: (place) => bitcoins((place.kind === "mined" ? place.block : place.projected).fees) },
      { id: "subsidy", title: "Subsidy", align: "end", minor: true, value: ofMined(({ subsidy }) => subsidy), show: (place) => bitcoins(ofMined(({ subsidy }) => subsidy)(place)) },
      { id: "hash", title: "Hash", minor: true, value: ofMined(({ hash }) => hash), show: (place) => <span class="mono">{cut(ofMined(({ hash }) => hash)(place) ?? "–", 64)}</span> },
    ]} />
  );
}

export function StripPanel({ target, projected, blocks }: { target: Target; projected: readonly Projected[]; blocks: readonly Block[] }): JSX.Element {
  const [asTable, setAsTable] = useState(false);
  const last = newestArrival(blocks);
  const state = usePollState(target, "blockchain", blocks.length > 0 || projected.length > 0, "No block yet: they are told once the node has downloaded the chain.", last);
  return (
    <Panel title="Blocks" state={state} height={150} note={projected.length > 0 ? "dashed: what the next blocks would hold; then the newest" : "newest left; the next blocks are projected when the mempool is read"}
      actions={<button type="button" class="button" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>Table</button>}>
      {asTable ? <BlocksTable all={places(projected, blocks)} /> : <BlockStrip projected={projected} blocks={blocks.slice(0, shownBlocks)} />}
    </Panel>
  );
}
