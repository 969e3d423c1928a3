import type { JSX } from "preact";
import { useMemo, useRef } from "preact/hooks";
import { CellGrid, type Cell } from "../components/cell_grid";
import { DataTable } from "../components/data_table";
import { useWidth } from "../components/use_width";
import { fixed } from "../format/number";
import { cut } from "../format/text";
import { serverNow } from "../live/client";
import type { Ledger, Validator } from "./rows";
import { consecutive, isYoung, misses, shortKey, voteOf, voteWord } from "./votes";
import { paintVote } from "./vote_paint";

const ledgerCount = 256;
const rowHeight = 15;
const leastCell = 4;

interface HeatMapProps {
  ledgers: readonly Ledger[];
  validators: readonly Validator[];
  chosen: string | undefined;
  onChoose: (key: string) => void;
  asTable: boolean;
}

/** A row a trusted validator, a column a ledger, the newest left; most misses on top. */
export function HeatMap({ ledgers, validators, chosen, onChoose, asTable }: HeatMapProps): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const space = useWidth(box, asTable);

  const columns = useMemo(() => consecutive(ledgers, ledgerCount), [ledgers]);
  const rows = useMemo(() => {
    const now = serverNow();
    return validators.map((validator) => ({ validator, missed: misses(columns, validator.slot, now) }))
      .sort((a, b) => b.missed - a.missed || a.validator.slot - b.validator.slot);
  }, [columns, validators]);
  // A ledger that grows out of its young seconds is drawn anew with the next row, some moments later.
  const vote = ({ column, row }: Cell) => {
    const ledger = columns[column];
    return voteOf(ledger, rows[row]!.validator.slot, ledger !== undefined && isYoung(ledger, serverNow()));
  };
  const newest = ledgers[0]?.seq ?? 0;
  const describe = (cell: Cell) => {
    const entry = rows[cell.row];
    return entry ? `Ledger ${fixed(newest - cell.column, 0)}, ${cut(shortKey(entry.validator.key), 40)}: ${voteWord[vote(cell)]}` : "";
  };
  if (asTable)
    return (
      <DataTable name="Missed ledgers" rows={rows} rowKey={({ validator }) => validator.key} height={320} columns={[
        { id: "key", title: "Validator", value: ({ validator }) => validator.key, show: ({ validator }) => <span class="cut mono">{cut(validator.key, 80)}</span> },
        { id: "missed", title: `Missed of ${columns.length}`, align: "end", value: ({ missed }) => missed },
        { id: "which", title: "Which", minor: true, value: ({ validator }) => columns.flatMap((ledger) => (ledger && ["missing", "other"].includes(voteOf(ledger, validator.slot, isYoung(ledger, serverNow()))) ? [ledger.seq] : [])).slice(0, 40).join(" ") },
      ]} />
    );
  const total = rows.reduce((sum, { missed }) => sum + missed, 0);
  return (
    <div class="heat-map">
      <ul class="heat-names">
        {rows.map(({ validator, missed }) => (
          <li key={validator.key} style={{ height: `${rowHeight}px` }} class={validator.key === chosen ? "chosen" : ""}>
            <span class="mono" title={validator.key.slice(0, 200)}>{cut(shortKey(validator.key), 40)}</span> <span class="number">{missed}</span>
          </li>
        ))}
      </ul>
      <div class="heat-cells" ref={box}>
        <CellGrid name={`Validations of the last ${columns.length} ledgers by ${rows.length} trusted validators, newest left: ${total} missed`}
          columns={columns.length} rows={rows.length} width={Math.max(leastCell, Math.floor((space / ledgerCount) * 10) / 10)} height={rowHeight}
          paint={(cell, painter) => paintVote(vote(cell), painter)} describe={describe}
          marked={rows.findIndex(({ validator }) => validator.key === chosen)} version={rows}
          onChoose={({ row }) => rows[row] && onChoose(rows[row].validator.key)} />
      </div>
    </div>
  );
}
