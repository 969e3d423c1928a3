import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { infoOf, metadata, type MetricInfo } from "../api/metadata";
import { metricNames } from "../api/prometheus";
import { ExploreSide } from "../explore/side";
import { addHistory } from "../explore/history";
import { QueryPanel } from "../explore/query_panel";
import { newQuery, queryLimit, readQueries, writeQueries, type ExploreQuery } from "../explore/query_url";
import { setQuery, usePlace } from "../state/router";
import type { Page } from "./page";

export interface Metric extends MetricInfo {
  name: string;
}

/** Names with samples, and what is known of them. */
function useMetrics(): readonly Metric[] {
  const [metrics, setMetrics] = useState<readonly Metric[]>([]);
  useEffect(() => {
    Promise.all([metricNames(), metadata()]).then(
      ([names, info]) => setMetrics(names.map((name) => ({ name, ...(infoOf(name, info) ?? { type: "", help: "", unit: "" }) }))),
      () => setMetrics([]),
    );
  }, []);
  return metrics;
}

const letters = "ABCDEFGH";

function Explore(): JSX.Element {
  const { query } = usePlace();
  const queries = readQueries(query);
  const metrics = useMetrics();
  const [focused, setFocused] = useState(0);
  const put = (next: readonly ExploreQuery[]) => setQuery(writeQueries(next));
  const change = (index: number, changed: ExploreQuery) => {
    if (changed.expr !== queries[index]?.expr) addHistory(changed.expr);
    put(queries.map((q, i) => (i === index ? changed : q)));
  };
  const insert = (expr: string) => {
    addHistory(expr);
    const at = Math.min(focused, queries.length - 1);
    change(at, { ...queries[at]!, expr });
  };
  return (
    <>
      <div class="page-head"><h1>Explore</h1><p class="muted">PromQL over everything that nodewatch knows</p></div>
      <div class="explore">
        <div class="explore-main">
          {queries.map((q, i) => (
            <QueryPanel key={i} letter={letters[i]!} query={q} metrics={metrics} onChange={(next) => change(i, next)} onFocus={() => setFocused(i)}
              onRemove={queries.length > 1 ? () => put(queries.filter((_, j) => j !== i)) : undefined}
              onDuplicate={queries.length < queryLimit ? () => put([...queries.slice(0, i + 1), q, ...queries.slice(i + 1)]) : undefined} />
          ))}
          {queries.length < queryLimit && <button type="button" class="button" onClick={() => put([...queries, newQuery])}>Add a query</button>}
        </div>
        <ExploreSide metrics={metrics} onUse={insert} />
      </div>
    </>
  );
}

export const page: Page = { component: Explore };
