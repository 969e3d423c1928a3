import type { JSX } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { cut } from "../format/text";
import { setQuery, usePlace } from "../state/router";
import { downloadCsv } from "./csv_download";
import { filterRows, formatSorting, parseSorting, sortRows, tableCsv, visibleRows, type TableColumn } from "./table_model";

export interface DataTableProps<Row> {
  /** What a screen reader calls it, and the name of the CSV file. */
  name: string;
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  columns: readonly TableColumn<Row>[];
  /** Prefix of the names in the address: sorting and filter are kept there. Without it they are not. */
  urlKey?: string;
  /** As in the address: "-score". */
  sort?: string;
  filter?: boolean;
  /** Greatest height of the scrolled part, px. */
  height?: number;
  rowClass?: (row: Row) => string;
}

const rowHeight = 30;
/** Shorter tables are drawn whole: the browser's own search finds everything. */
const wholeLimit = 100;

/** Sorting, filter, and only those rows in the page that are in sight. */
export function DataTable<Row>(props: DataTableProps<Row>): JSX.Element {
  const { name, rows, rowKey, columns, urlKey, filter = false, height = 480, rowClass } = props;
  const { query } = usePlace();
  const [own, setOwn] = useState<{ sort?: string; q?: string }>({});
  const inUrl = urlKey !== undefined;
  const sortText = (inUrl ? query.get(`${urlKey}.sort`) : own.sort) ?? props.sort;
  const filterText = (inUrl ? query.get(`${urlKey}.q`) : own.q) ?? "";
  const change = (what: "sort" | "q", value: string) => {
    if (inUrl) setQuery({ [`${urlKey}.${what}`]: value }, true);
    else setOwn({ ...own, [what]: value });
  };
  const sorting = parseSorting(sortText, columns);
  const shown = useMemo(() => sortRows(filterRows(rows, columns, filterText), columns, sorting), [rows, columns, filterText, sortText]);

  const whole = shown.length <= wholeLimit;
  const view = useRef<HTMLDivElement>(null);
  const [scroll, setScroll] = useState({ top: 0, height });
  useEffect(() => {
    const element = view.current;
    if (!element || whole) return;
    const resize = new ResizeObserver(() => setScroll({ top: element.scrollTop, height: element.clientHeight }));
    resize.observe(element);
    return () => resize.disconnect();
  }, [shown.length, whole]);
  const { first, last } = whole ? { first: 0, last: shown.length } : visibleRows(scroll.top, scroll.height, rowHeight, shown.length);

  const sortBy = (column: TableColumn<Row>) => {
    const same = sorting?.id === column.id;
    change("sort", formatSorting({ id: column.id, descending: same ? !sorting.descending : false }));
  };

  return (
    <div class="table-box">
      <div class="table-tools">
        {filter && <input type="search" class="input" data-search placeholder="Filter" aria-label={`Filter ${name}`} value={filterText} onInput={(event) => change("q", event.currentTarget.value)} />}
        <span class="muted">{shown.length === rows.length ? `${rows.length} ${rows.length === 1 ? "row" : "rows"}` : `${shown.length} of ${rows.length} rows`}</span>
        <button type="button" class="button small" aria-label={`CSV of ${name}`} onClick={() => downloadCsv(name, tableCsv(shown, columns))}>CSV</button>
      </div>
      <div class="table-scroll" ref={view} role="region" aria-label={name} tabIndex={0} style={{ maxHeight: `${height}px` }}
        onScroll={(event) => whole || setScroll({ top: event.currentTarget.scrollTop, height: event.currentTarget.clientHeight })}>
        <table aria-rowcount={shown.length + 1}>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column.id} scope="col" class={cellClass(column)} aria-sort={sorting?.id !== column.id ? undefined : sorting.descending ? "descending" : "ascending"}>
                  <button type="button" title={column.title.slice(0, 2000)} onClick={() => sortBy(column)}>
                    {column.title}<span class="sort-mark" aria-hidden="true">{sorting?.id !== column.id ? "" : sorting.descending ? "▾" : "▴"}</span>
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {first > 0 && <tr class="spacer" aria-hidden="true"><td colSpan={columns.length} style={{ height: `${first * rowHeight}px` }} /></tr>}
            {shown.slice(first, last).map((row, i) => (
              <tr key={rowKey(row)} class={rowClass?.(row)} aria-rowindex={first + i + 2}>
                {columns.map((column) => {
                  const value = column.value(row);
                  return <td key={column.id} class={cellClass(column)} title={typeof value === "string" ? value.slice(0, 2000) : undefined}>{column.show ? column.show(row) : typeof value === "string" ? cut(value, 500) : (value ?? "–")}</td>;
                })}
              </tr>
            ))}
            {last < shown.length && <tr class="spacer" aria-hidden="true"><td colSpan={columns.length} style={{ height: `${(shown.length - last) * rowHeight}px` }} /></tr>}
          </tbody>
        </table>
        {shown.length === 0 && <p class="empty">{rows.length === 0 ? "Nothing here yet." : "No row matches the filter."}</p>}
      </div>
    </div>
  );
}

function cellClass<Row>({ align, minor }: TableColumn<Row>): string {
  return `${align === "end" ? "end" : ""} ${minor ? "minor" : ""}`.trim();
}
