import type { JSX } from "preact";
import { useMemo, useRef, useState } from "preact/hooks";
import { DataTable } from "../components/data_table";
import { Panel } from "../components/panel";
import { TimeSeries } from "../components/time_series";
import { useWidth } from "../components/use_width";
import { fixed, plain } from "../format/number";
import { useNow } from "../live/hooks";
import { useTagged } from "../live/tagged";
import type { Target } from "../live/target";
import { bandQueries, bandText, filledBands, orderBands, type Band } from "./bands";
import { usePollState } from "../node/poll_state";

/** What a block takes is a million virtual bytes. */
const nextBlocks = 10;
const noBands = "The mempool by fee rate is not known: nodewatch has not read it yet, cannot, or is told not to (mempool: off).";

export function useBands(node: string): Band[] {
  return orderBands(useTagged("bitcoin", node, "mempool_hist", useNow()).map(({ tags, v }) => ({
    name: tags.band ?? "", vsize: v.bitcoin_mempool_band_vsize_bytes, transactions: v.bitcoin_mempool_band_transactions,
  })));
}

/** The history: what pays most at the bottom, as blocks take it first. */
export function BandChart({ target }: { target: Target }): JSX.Element {
  const [all, setAll] = useState(false);
  const queries = useMemo(() => bandQueries(target.node), [target.node]);
  return (
    <TimeSeries title="Mempool by fee rate" unit="MvB" queries={queries} stacked ramp height={220} min={0} most={all ? undefined : nextBlocks} emptyText={noBands} cause={target.lastError}
      tools={<div class="tabs"><button type="button" aria-pressed={!all} onClick={() => setAll(false)}>Next {nextBlocks} blocks</button><button type="button" aria-pressed={all} onClick={() => setAll(true)}>All</button></div>} />
  );
}

const plotHeight = 180;
const labelRoom = 22;
const leastLabel = 34;

function Bars({ bands }: { bands: readonly Band[] }): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box, true);
  const most = Math.max(...bands.map(({ vsize = 0 }) => vsize));
  const step = width / Math.max(1, bands.length);
  const everyLabel = Math.max(1, Math.ceil(leastLabel / Math.max(1, step)));
  const total = bands.reduce((sum, { vsize = 0 }) => sum + vsize, 0);
  const top = bands.find(({ vsize }) => vsize === most);
  const name = `Mempool by fee rate now: ${fixed(total / 1e6, 2)} MvB${top ? `, most of it at ${bandText(top.low, top.high)} sat/vB: ${fixed(most / 1e6, 2)} MvB` : ""}`;
  return (
    <div ref={box}>
      {width > 0 && (
        <svg class="histogram" width={width} height={plotHeight + labelRoom} role="img" aria-label={name}>
          {bands.map(({ low, high, vsize = 0, transactions }, i) => {
            const height = vsize === 0 ? 0 : Math.max(1, (vsize / most) * (plotHeight - 16));
            return (
              <g key={low}>
                <rect x={i * step + 1} y={plotHeight - height} width={Math.max(1, step - 2)} height={height}><title>{`${bandText(low, high)} sat/vB: ${fixed(vsize / 1e6, 3)} MvB${transactions === undefined ? "" : `, ${fixed(transactions, 0)} transactions`}`}</title></rect>
                {i % everyLabel === 0 && <text x={i * step + step / 2} y={plotHeight + 15}>{plain(low)}</text>}
                {vsize === most && <text x={Math.min(width - 32, Math.max(32, i * step + step / 2))} y={plotHeight - height - 4}>{fixed(vsize / 1e6, 2)} MvB</text>}
              </g>
            );
          })}
        </svg>
      )}
    </div>
  );
}

/** The mempool as it is now, one bar a band. */
export function BandHistogram({ target, bands }: { target: Target; bands: readonly Band[] }): JSX.Element {
  const [asTable, setAsTable] = useState(false);
  const filled = filledBands(bands);
  const state = usePollState(target, "mempool_hist", filled.length > 0, bands.length > 0 ? "The mempool is empty." : noBands);
  return (
    <Panel title="Fee rates now" state={state} height={plotHeight + labelRoom} note="sat/vB, by packages" actions={<button type="button" class="button" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>Table</button>}>
      {asTable ? (
        <DataTable name="Mempool by fee rate" rows={filled} rowKey={({ name }) => name} height={plotHeight} columns={[
          { id: "rate", title: "sat/vB", value: ({ low }) => low, show: ({ low, high }) => bandText(low, high) },
          { id: "vsize", title: "MvB", align: "end", value: ({ vsize }) => (vsize === undefined ? undefined : vsize / 1e6), show: ({ vsize }) => (vsize === undefined ? "–" : fixed(vsize / 1e6, 3)) },
          { id: "tx", title: "Transactions", align: "end", value: ({ transactions }) => transactions },
        ]} />
      ) : <Bars bands={filled} />}
    </Panel>
  );
}
