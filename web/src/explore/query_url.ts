export type Tab = "graph" | "values" | "table" | "json";

/** graph: lines; values: those lines as numbers; table: what is now. */
const tabs: readonly Tab[] = ["graph", "values", "table", "json"];

/** Views that need the whole range. */
export function isOverRange(tab: Tab): boolean {
  return tab === "graph" || tab === "values";
}

/** One expression of the page, kept in the address as g0.expr, g0.tab, ... */
export interface ExploreQuery {
  expr: string;
  tab: Tab;
  /** Seconds; undefined: by the width of the range. */
  step: number | undefined;
  log: boolean;
  /** Lines on each other; then the scale is not logarithmic. */
  stacked: boolean;
}

export const queryLimit = 8;

export const newQuery: ExploreQuery = { expr: "", tab: "graph", step: undefined, log: false, stacked: false };

export function readQueries(query: URLSearchParams): ExploreQuery[] {
  const found: ExploreQuery[] = [];
  for (let i = 0; i < queryLimit; i += 1) {
    const expr = query.get(`g${i}.expr`);
    if (expr === null) continue;
    const tab = query.get(`g${i}.tab`);
    const step = Number(query.get(`g${i}.step`));
    found.push({ expr, tab: tabs.find((name) => name === tab) ?? "graph", step: step > 0 ? step : undefined, log: query.get(`g${i}.log`) === "1", stacked: query.get(`g${i}.stacked`) === "1" });
  }
  return found.length === 0 ? [newQuery] : found;
}

/** Changes of the address that make it hold these expressions; what is the default is left out. */
export function writeQueries(queries: readonly ExploreQuery[]): Record<string, string | undefined> {
  const changes: Record<string, string | undefined> = {};
  for (let i = 0; i < queryLimit; i += 1) {
    const q = queries[i];
    changes[`g${i}.expr`] = q?.expr;
    changes[`g${i}.tab`] = q && q.tab !== "graph" ? q.tab : undefined;
    changes[`g${i}.step`] = q?.step === undefined ? undefined : String(q.step);
    changes[`g${i}.log`] = q?.log ? "1" : undefined;
    changes[`g${i}.stacked`] = q?.stacked ? "1" : undefined;
  }
  return changes;
}
