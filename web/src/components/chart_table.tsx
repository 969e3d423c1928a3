import type { JSX } from "preact";
import { dateTime, isoTime } from "../format/clock";
import { showText } from "../format/number";
import { cut } from "../format/text";
import type { Loaded } from "../series/loader";
import { timeZone } from "../state/settings";
import { useStore } from "../state/store";
import { tableRows, valueColumns, type TableRow } from "./chart_data";
import type { Annotation } from "./chart_options";
import { totalAt } from "./chart_stack";
import { DataTable } from "./data_table";
import { levelWord, Shape } from "./shape";
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
  annotations?: readonly Annotation[];
}

function EventCell({ mark: { level, text } }: { mark: Annotation }): JSX.Element {
  return <span class="event-cell"><Shape level={level} label={levelWord[level]} /> {cut(text, 200)} </span>;
}

/** The values of a chart, newest first. */
export function ChartTable({ title, loaded, unit, stacked = false, height = 220, filter = false, annotations = [] }: ChartTableProps): JSX.Element {
  const zone = useStore(timeZone);
  const number = (id: string, name: string, value: (row: TableRow) => number | undefined): TableColumn<TableRow> => ({
    id, title: name, align: "end", value, show: (row) => showText(value(row), unit),
  });
  const rows = tableRows(loaded, annotations);
  const withEvents = rows.some(({ events }) => events.length > 0);
  return (
    <DataTable name={title} rows={rows} rowKey={({ time }) => String(time)} height={height} filter={filter}
      columns={[
        { id: "time", title: "Time", value: ({ time }) => time, csv: ({ time }) => isoTime(time), show: ({ time }) => dateTime(time, zone) },
        ...(stacked ? [number("total", "Total", ({ values }) => totalAt(values))] : []),
        ...(withEvents ? [{ id: "events", title: "Events", value: ({ events }: TableRow) => events.map(({ text }) => text).join("; ") || undefined, show: ({ events }: TableRow) => events.map((mark) => <EventCell key={`${mark.t} ${mark.text}`} mark={mark} />) }] : []),
        ...valueColumns(loaded, stacked).map(({ id, title, value }) => number(id, title, (row) => (Number.isNaN(value(row)) ? undefined : value(row)))),
      ]} />
  );
}
