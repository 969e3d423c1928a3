import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { CellGrid, type Cell, type CellPainter } from "../components/cell_grid";
import { Panel, type PanelState } from "../components/panel";
import { faint } from "../components/chart_theme";
import { Shape, type Level } from "../components/shape";
import { useWidth } from "../components/use_width";
import { fixed } from "../format/number";
import { clockTime } from "../format/clock";
import { timeZone } from "../state/settings";
import { useStore } from "../state/store";
import type { Ledger, OwnResult } from "./rows";
import { consecutive } from "./votes";

const ledgerCount = 256;
const cellSize = 15;

const words: Readonly<Record<OwnResult, string>> = {
  agreed: "agreed", missed: "missed", disagreed: "signed another hash", repaired: "came late", unwatched: "not watched", pending: "not yet judged", none: "not judged",
};

/** A disc, a square with a cross, a triangle, a diamond, a ring, a dot: the same shapes as everywhere. */
function paintOwn(own: OwnResult | undefined, { ctx, colours, x, y, width, height }: CellPainter): void {
  const cx = x + width / 2, cy = y + height / 2;
  const { levels } = colours;
  ctx.lineWidth = 1.5;
  ctx.beginPath();
  switch (own) {
    case "agreed":
      ctx.fillStyle = faint(levels.ok, 0.75);
      ctx.arc(cx, cy, 3.5, 0, 7);
      return ctx.fill();
    case "missed":
      ctx.fillStyle = levels.crit;
      ctx.fillRect(cx - 5.5, cy - 5.5, 11, 11);
      ctx.strokeStyle = colours.panel;
      ctx.moveTo(cx - 3, cy - 3);
      ctx.lineTo(cx + 3, cy + 3);
      ctx.moveTo(cx + 3, cy - 3);
      ctx.lineTo(cx - 3, cy + 3);
      return ctx.stroke();
    case "disagreed":
      ctx.fillStyle = levels.warn;
      ctx.moveTo(cx, cy - 6);
      ctx.lineTo(cx + 6.5, cy + 5.5);
      ctx.lineTo(cx - 6.5, cy + 5.5);
      return ctx.fill();
    case "repaired":
      ctx.fillStyle = levels.info;
      ctx.moveTo(cx, cy - 6);
      ctx.lineTo(cx + 6, cy);
      ctx.lineTo(cx, cy + 6);
      ctx.lineTo(cx - 6, cy);
      return ctx.fill();
    case "pending":
      ctx.fillStyle = colours.muted;
      ctx.arc(cx, cy, 1.5, 0, 7);
      return ctx.fill();
    default:
      ctx.strokeStyle = levels.stale;
      ctx.setLineDash([2, 2]);
      ctx.arc(cx, cy, 4, 0, 7);
      ctx.stroke();
      return ctx.setLineDash([]);
  }
}

/** The same shapes in the legend. */
const legend: readonly (readonly [OwnResult, Level])[] = [
  ["agreed", "ok"], ["missed", "crit"], ["disagreed", "warn"], ["repaired", "info"], ["unwatched", "stale"],
];

/** How our own validator did with each of the last ledgers, the newest first; wrapped like a text. */
export function OwnStrip({ ledgers, state }: { ledgers: readonly Ledger[]; state: PanelState }): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const space = useWidth(box, state.kind);
  const zone = useStore(timeZone);

  const cells = consecutive(ledgers, ledgerCount);
  const perRow = Math.max(1, Math.floor(space / cellSize));
  const newest = ledgers[0]?.seq ?? 0;
  const index = ({ column, row }: Cell) => row * perRow + column;
  const counts = new Map<OwnResult, number>();
  for (const cell of cells) counts.set(cell?.own ?? "unwatched", (counts.get(cell?.own ?? "unwatched") ?? 0) + 1);
  const describe = (cell: Cell) => {
    const i = index(cell), ledger = cells[i];
    if (i >= cells.length) return "";
    if (!ledger) return `Ledger ${fixed(newest - i, 0)}: not watched`;
    return `Ledger ${fixed(ledger.seq, 0)}${ledger.arrived === undefined ? "" : `, ${clockTime(ledger.arrived, zone)}`}: ${words[ledger.own]}`;
  };
  const told = legend.filter(([own]) => own === "agreed" || counts.has(own));
  return (
    <Panel title="Own validations" state={state} height={90} note={`the last ${cells.length} ledgers, newest first`}>
      <div ref={box}>
        {space > 0 && (
          <CellGrid name={`Own validations of the last ${cells.length} ledgers: ${[...counts].map(([own, n]) => `${n} ${words[own]}`).join(", ")}`}
            columns={perRow} rows={Math.ceil(cells.length / perRow)} width={cellSize} height={cellSize} version={ledgers} describe={describe}
            paint={(cell, painter) => index(cell) < cells.length && paintOwn(cells[index(cell)]?.own, painter)} />
        )}
      </div>
      <div class="legend">
        {told.map(([own, level]) => <span class="legend-item" key={own}><Shape level={level} /> {words[own]} <span class="number">{counts.get(own) ?? 0}</span></span>)}
      </div>
    </Panel>
  );
}
