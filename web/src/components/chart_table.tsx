import type { JSX } from "preact";
import { dateTime } from "../format/clock";
import { showText } from "../format/number";
import type { Loaded } from "../series/loader";
import { timeZone } from "../state/settings";
import { useStore } from "../state/store";
import { tableRows } from "./chart_data";
import { totalAt } from "./chart_stack";
import { DataTable } from "./data_table";
import type { TableColumn } from "./table_model";

interface ChartTableProps {
  title: string;
  loaded: Loaded;
  unit: string;
  /** With the sum of the lines. */
  stacked?: boolean;
  /** Greatest height, px. */
  height?: number;
  filter?: boolean;
}

type Row = ReturnType<typeof tableRows>[number];

/** The values of a chart, newest first. */
export function ChartTable({ title, loaded, unit, stacked = false, height = 220, filter = false }: ChartTableProps): JSX.Element {
  const zone = useStore(timeZone);
  const number = (id: string, name: string, value: (row: Row) => number | undefined): TableColumn<Row> => ({
    id, title: name, align: "end", value, show: (row) => showText(value(row), unit),
  });
  return (
    <DataTable name={title} rows={tableRows(loaded)} rowKey={({ time }) => String(time)} height={height} filter={filter}
      columns={[
        { id: "time", title: "Time", value: ({ time }) => time, show: ({ time }) => dateTime(time, zone) },
        ...(stacked ? [number("total", "Total", ({ values }) => totalAt(values))] : []),
        ...loaded.lines.map(({ label }, i) => number(`v${i}`, label, ({ values }) => (Number.isNaN(values[i]!) ? undefined : values[i]))),
      ]} />
  );
}
