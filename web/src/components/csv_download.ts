import { csv } from "../format/text";

/** Gives the rows to the user as a file. */
export function downloadCsv(name: string, rows: readonly (readonly (string | number)[])[]): void {
  const url = URL.createObjectURL(new Blob([csv(rows)], { type: "text/csv" }));
  const anchor = document.createElement("a");
  anchor.href = url;
  anchor.download = `${name.replace(/[^\w-]+/g, "_").slice(0, 80)}.csv`;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
