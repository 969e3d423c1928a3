import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { EmptyState } from "../components/panel";
import { cut } from "../format/text";
import type { Metric } from "../pages/explore";
import { useStore } from "../state/store";
import { history } from "./history";

const examples: readonly (readonly [string, string])[] = [
  ["Agreement of the last hour", "xrpl_validation_agreement_pct_1h"],
  ["Ledgers a minute", "rate(xrpl_ledgers_closed_total[5m]) * 60"],
  ["Share of time that nodes answered, a day", "avg_over_time(xrpl_up[1d])"],
  ["Samples taken a second", "rate(nodewatch_store_samples_total[1m])"],
];

type Tab = "metrics" | "history" | "examples";
const tabs: readonly (readonly [Tab, string])[] = [["metrics", "Metrics"], ["history", "History"], ["examples", "Examples"]];
const shownLimit = 200;

interface SideProps {
  metrics: readonly Metric[];
  /** Takes the expression over. */
  onUse: (expr: string) => void;
}

function MetricList({ metrics, onUse }: SideProps): JSX.Element {
  const [filter, setFilter] = useState("");
  const words = filter.toLowerCase().split(/\s+/);
  const found = metrics.filter(({ name, help }) => words.every((word) => `${name} ${help}`.toLowerCase().includes(word)));
  return (
    <>
      <input type="search" class="input" data-search placeholder="Filter metrics" aria-label="Filter metrics" value={filter} onInput={(event) => setFilter(event.currentTarget.value)} />
      <ul class="side-list">
        {found.slice(0, shownLimit).map(({ name, type, help }) => (
          <li key={name}>
            <button type="button" onClick={() => onUse(name)}>
              <span class="side-name">{name}</span>
              <span class="side-help">{type !== "" && <span class="badge">{type}</span>} {cut(help, 200)}</span>
            </button>
          </li>
        ))}
      </ul>
      {found.length > shownLimit && <p class="muted">{shownLimit} of {found.length}: narrow the filter</p>}
      {found.length === 0 && <EmptyState>No metric found.</EmptyState>}
    </>
  );
}

function Expressions({ list, onUse, empty }: { list: readonly (readonly [string, string])[]; onUse: (expr: string) => void; empty: string }): JSX.Element {
  if (list.length === 0) return <EmptyState>{empty}</EmptyState>;
  return (
    <ul class="side-list">
      {list.map(([text, expr]) => (
        <li key={expr}><button type="button" onClick={() => onUse(expr)}>{text !== "" && <span class="side-help">{text}</span>}<span class="side-name">{cut(expr, 300)}</span></button></li>
      ))}
    </ul>
  );
}

export function ExploreSide({ metrics, onUse }: SideProps): JSX.Element {
  const [tab, setTab] = useState<Tab>("metrics");
  const past = useStore(history);
  return (
    <aside class="panel explore-side" aria-label="Metrics, history and examples">
      <div class="tabs" role="group" aria-label="What to choose from">
        {tabs.map(([id, text]) => <button type="button" key={id} aria-pressed={tab === id} onClick={() => setTab(id)}>{text}</button>)}
      </div>
      {tab === "metrics" && <MetricList metrics={metrics} onUse={onUse} />}
      {tab === "history" && <Expressions list={past.map((expr) => ["", expr] as const)} onUse={onUse} empty="Expressions that you run are kept here, in this browser." />}
      {tab === "examples" && <Expressions list={examples} onUse={onUse} empty="" />}
    </aside>
  );
}
