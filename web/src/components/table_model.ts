import type { ComponentChildren } from "preact";

export interface TableColumn<Row> {
  id: string;
  title: string;
  /** What is sorted, filtered and put into CSV; undefined: unknown, always last. */
  value: (row: Row) => string | number | undefined;
  /** What is put into CSV, when that is another thing: times as ISO 8601. */
  csv?: (row: Row) => string | number | undefined;
  /** What is shown, when that is another thing. */
  show?: (row: Row) => ComponentChildren;
  align?: "end";
  /** Left out on narrow screens. */
  minor?: boolean;
}

export interface Sorting {
  id: string;
  descending: boolean;
}

/** "-score": by score, greatest first. */
export function parseSorting(text: string | null | undefined, columns: readonly { id: string }[]): Sorting | undefined {
  if (!text) return undefined;
  const descending = text.startsWith("-");
  const id = descending ? text.slice(1) : text;
  return columns.some((column) => column.id === id) ? { id, descending } : undefined;
}

export function formatSorting({ id, descending }: Sorting): string {
  return descending ? `-${id}` : id;
}

/** Numbers before texts, unknown last in both directions. */
function compare(a: string | number | undefined, b: string | number | undefined, sign: number): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? 1 : -1;
  if (typeof a === "number" && typeof b === "number") return sign * (a - b);
  if (typeof a === "number") return -sign;
  if (typeof b === "number") return sign;
  return sign * a.localeCompare(b, "en", { numeric: true });
}

/** Stable: rows that are equal keep their order. */
export function sortRows<Row>(rows: readonly Row[], columns: readonly TableColumn<Row>[], sorting: Sorting | undefined): readonly Row[] {
  const column = sorting && columns.find(({ id }) => id === sorting.id);
  if (!column) return rows;
  const sign = sorting.descending ? -1 : 1;
  return [...rows].sort((a, b) => compare(column.value(a), column.value(b), sign));
}

/** Every word must stand in some column. */
export function filterRows<Row>(rows: readonly Row[], columns: readonly TableColumn<Row>[], text: string): readonly Row[] {
  const words = text.toLowerCase().split(/\s+/).filter((word) => word !== "");
  if (words.length === 0) return rows;
  return rows.filter((row) => {
    const all = columns.map(({ value }) => String(value(row) ?? "").toLowerCase()).join("\n");
    return words.every((word) => all.includes(word));
  });
}

export function tableCsv<Row>(rows: readonly Row[], columns: readonly TableColumn<Row>[]): (string | number)[][] {
  return [columns.map(({ title }) => title), ...rows.map((row) => columns.map(({ value, csv = value }) => csv(row) ?? ""))];
}

/** Which of `count` rows of equal height are in sight, with some around them. */
export function visibleRows(scrollTop: number, viewHeight: number, rowHeight: number, count: number): { first: number; last: number } {
  const spare = 8;
  const first = Math.max(0, Math.min(count, Math.floor(scrollTop / rowHeight)) - spare);
  return { first, last: Math.min(count, Math.ceil((scrollTop + viewHeight) / rowHeight) + spare) };
}
