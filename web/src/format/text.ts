/** Characters that are not seen, or that turn the direction of what follows: a name could lie with them. */
const unseen = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** A text from outside as it may be shown: long ones are cut, unseen characters made visible. */
export function cut(text: string, limit: number): string {
  const shown = text.length <= limit ? text : `${text.slice(0, limit - 1)}…`;
  return shown.replace(unseen, "\ufffd");
}

/** PromQL string literal. */
export function quote(text: string): string {
  return `"${text.replace(/\\/g, "\\\\").replace(/"/g, '\\"').replace(/\n/g, "\\n")}"`;
}

/** `name{a="x",b="y"}` of a result's labels. */
export function seriesName(metric: Readonly<Record<string, string>>): string {
  const { __name__: name = "", ...labels } = metric;
  const inner = Object.entries(labels).map(([key, value]) => `${key}=${quote(value)}`);
  return inner.length === 0 && name !== "" ? name : `${name}{${inner.join(", ")}}`;
}

/** One field of a CSV file. A text that a spreadsheet would run as a formula is made harmless. */
function csvField(value: string | number): string {
  if (typeof value === "number") return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}

export function csv(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((row) => row.map(csvField).join(",")).join("\r\n") + "\r\n";
}
