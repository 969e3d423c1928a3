import type { JSX } from "preact";
import { useLayoutEffect, useState } from "preact/hooks";
import { formatQuery } from "../api/prometheus";
import { messageOf } from "../api/http";
import { Chart } from "../components/chart";
import { ChartTable } from "../components/chart_table";
import { DataTable } from "../components/data_table";
import { useFullPanel } from "../components/full_panel";
import { CloseIcon, CopyIcon } from "../components/icons";
import { EmptyState, ErrorBadge, Skeleton } from "../components/panel";
import { ageText, fixed, plain } from "../format/number";
import { cut } from "../format/text";
import { useNow } from "../live/hooks";
import type { Metric } from "../pages/explore";
import { Editor } from "./editor";
import { errorPlace } from "./query_error";
import { isOverRange, type ExploreQuery, type Tab } from "./query_url";
import { instantRows, legendRows, type LegendRow } from "./result";
import { useQuery, type QueryState } from "./use_query";

interface QueryPanelProps {
  letter: string;
  query: ExploreQuery;
  metrics: readonly Metric[];
  onChange: (query: ExploreQuery) => void;
  onFocus: () => void;
  onRemove: (() => void) | undefined;
  onDuplicate: (() => void) | undefined;
}

const tabs: readonly (readonly [Tab, string])[] = [["graph", "Graph"], ["values", "Values"], ["table", "Table"], ["json", "JSON"]];
const steps = [1, 5, 15, 30, 60, 300, 900, 3600];

export function QueryPanel({ letter, query, metrics, onChange, onFocus, onRemove, onDuplicate }: QueryPanelProps): JSX.Element {
  const [text, setText] = useState(query.expr);
  const [formatError, setFormatError] = useState<string>();
  const state = useQuery(query);
  // The address may change by a link, by the history of the browser or by the side list.
  useLayoutEffect(() => setText(query.expr), [query.expr]);
  const run = () => {
    setFormatError(undefined);
    if (text === query.expr) state.retry();
    else onChange({ ...query, expr: text });
  };
  const format = () => {
    formatQuery(text).then((pretty) => { setFormatError(undefined); setText(pretty); }, (error) => setFormatError(messageOf(error)));
  };
  const { panel, full, button } = useFullPanel(`Query ${letter}`);
  const error = formatError ?? state.error;
  return (
    <section class={full ? "panel query panel-full" : "panel query"} ref={panel} data-panel={`Query ${letter}`} aria-label={`Query ${letter}`}>
      <div class="query-line">
        <span class="query-letter" aria-hidden="true">{letter}</span>
        <Editor label={`Expression ${letter}`} text={text} metrics={metrics} onText={setText} onRun={run} onFocus={onFocus} />
        <button type="button" class="button primary" onClick={run}>Run</button>
        <button type="button" class="button" onClick={format} disabled={text.trim() === ""}>Format</button>
        {onDuplicate && <button type="button" class="button icon" aria-label={`Duplicate query ${letter}`} title="Duplicate" onClick={onDuplicate}><CopyIcon /></button>}
        {onRemove && <button type="button" class="button icon" aria-label={`Remove query ${letter}`} title="Remove" onClick={onRemove}><CloseIcon /></button>}
        {button}
      </div>
      <div class="query-options">
        <div class="tabs" role="group" aria-label="View">
          {tabs.map(([tab, name]) => <button type="button" key={tab} aria-pressed={query.tab === tab} onClick={() => onChange({ ...query, tab })}>{name}</button>)}
        </div>
        {isOverRange(query.tab) && (
          <label class="check">Step <select class="button" value={String(query.step ?? "")} onChange={(event) => onChange({ ...query, step: Number(event.currentTarget.value) || undefined })}>
            <option value="">auto ({state.step} s)</option>
            {steps.map((s) => <option key={s} value={String(s)}>{s} s</option>)}
          </select></label>
        )}
        {isOverRange(query.tab) && <label class="check"><input type="checkbox" checked={query.stacked} onChange={(event) => onChange({ ...query, stacked: event.currentTarget.checked })} /> Stacked</label>}
        {query.tab === "graph" && <label class="check"><input type="checkbox" checked={query.log} disabled={query.stacked} onChange={(event) => onChange({ ...query, log: event.currentTarget.checked })} /> Log scale</label>}
        <span class="muted number query-stats">{statistics(state)}</span>
      </div>
      {error !== undefined && <QueryError text={query.expr} message={error} retry={run} />}
      {state.result?.warnings.map((warning) => <p key={warning} class="state-line level-warn">{cut(warning, 500)}</p>)}
      <div class={error === undefined ? "" : "dimmed"}><Result query={query} state={state} /></div>
    </section>
  );
}

function statistics({ result, took }: QueryState): string {
  if (!result) return "";
  const points = result.samples.reduce((sum, sample) => sum + sample.points.length, 0);
  return `${result.samples.length} series · ${fixed(points, 0)} ${points === 1 ? "point" : "points"} · ${fixed(took, 0)} ms`;
}

/** The message, and below the expression a mark at the place it speaks of. */
function QueryError({ text, message, retry }: { text: string; message: string; retry: () => void }): JSX.Element {
  const place = errorPlace(message);
  const line = place && text.split("\n")[place.line - 1];
  return (
    <div data-error="query">
      <ErrorBadge message={cut(message, 1000)} retry={retry} />
      {place && line !== undefined && <pre class="snippet error-place" tabIndex={0} aria-label="Place of the error">{line}{"\n"}{" ".repeat(Math.max(0, place.column - 1))}<span class="level-crit">^</span></pre>}
    </div>
  );
}

function Result({ query, state }: { query: ExploreQuery; state: QueryState }): JSX.Element {
  const { result, picture, busy, error } = state;
  if (query.expr.trim() === "") return <EmptyState height={200}>Type an expression, or choose a metric from the list.</EmptyState>;
  if (!result) return busy ? <Skeleton height={260} /> : <EmptyState height={200}>{error === undefined ? "" : "No result yet."}</EmptyState>;
  if (query.tab === "json") return <pre class="snippet json" tabIndex={0} aria-label="Answer as JSON">{cut(JSON.stringify(result.raw, null, 2), 200_000)}</pre>;
  if (result.samples.length === 0) return <EmptyState height={200}>The expression gives no series in this time range.</EmptyState>;
  if (query.tab === "table" || !picture)
    return (
      <DataTable name="Result" rows={instantRows(result)} rowKey={({ name }) => name} filter columns={[
        { id: "name", title: "Series", value: ({ name }) => name },
        { id: "value", title: "Value", align: "end", value: ({ value }) => (Number.isNaN(Number(value)) ? value : Number(value)), show: ({ value }) => value },
      ]} />
    );
  if (query.tab === "values") return <ChartTable title="Values" loaded={picture} unit="1" stacked={query.stacked} height={420} filter />;
  return <Graph picture={picture} log={query.log && !query.stacked} stacked={query.stacked} />;
}

function shown(value: number | undefined): string {
  return value === undefined ? "–" : plain(value);
}

function Graph({ picture, log, stacked }: { picture: NonNullable<QueryState["picture"]>; log: boolean; stacked: boolean }): JSX.Element {
  const now = useNow();
  const few = picture.lines.length <= 4;
  const column = (id: "last" | "min" | "mean" | "max") => ({
    id, title: id, align: "end" as const,
    value: (row: LegendRow) => row[id],
    show: (row: LegendRow) => shown(row[id]),
  });
  return (
    <>
      {picture.left_out > 0 && <p class="state-line level-warn">Drawing {picture.lines.length} of {picture.lines.length + picture.left_out} series, those with the greatest values. Narrow the selector to see others.</p>}
      <Chart title="Result" loaded={picture} version={0} height={300} unit="1" log={log} stacked={stacked} legend={few} />
      <DataTable name="Series" rows={legendRows(picture, now)} rowKey={({ index }) => String(index)} filter={!few} height={260} columns={[
        { id: "name", title: "Series", value: ({ name }) => name, show: ({ name, index }) => <><svg width="16" height="8" aria-hidden="true"><line x1="0" y1="4" x2="16" y2="4" class={`line-${index % 4} dash-${Math.floor(index / 4) % 3}`} /></svg> {cut(name, 500)}</> },
        { ...column("last"), show: ({ last, age }) => (age === undefined ? shown(last) : <span class="muted">{shown(last)}, {ageText(age)} ago</span>) },
        column("min"), column("mean"), column("max"),
      ]} />
    </>
  );
}
