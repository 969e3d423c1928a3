import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { axisRange } from "../components/chart_data";
import { Coverage } from "../components/coverage";
import { DataTable } from "../components/data_table";
import { ErrorBadge } from "../components/panel";
import { Shape } from "../components/shape";
import { Spark } from "../components/spark";
import { judge } from "../components/threshold";
import type { TableColumn } from "../components/table_model";
import { fixed } from "../format/number";
import { cut } from "../format/text";
import type { Polled } from "../live/use_polled";
import { limits, windows, windowSeconds, type Window } from "./limits";
import type { Ledger, Validator } from "./rows";
import { orderValidators, type Score, type Scores } from "./scores";
import type { Trends } from "./trends";
import { lastSigned, shortKey } from "./votes";

interface Row {
  place: number;
  validator: Validator;
  scores: Scores | undefined;
  trend: Trend | undefined;
  last: number | undefined;
  /** Ledgers behind the newest. */
  behind: number | undefined;
}

/** Agreement of each hour of the last day, and that of the worst. */
interface Trend {
  values: Float64Array;
  least: number;
}

function trendOf(values: Float64Array | undefined): Trend | undefined {
  const known = values?.filter((v) => !Number.isNaN(v));
  return values && known && known.length > 0 ? { values, least: Math.min(...known) } : undefined;
}

function TrendCell({ trend, name, word }: { trend: Trend | undefined; name: string; word: "latest" | "last" }): JSX.Element {
  if (!trend) return <>–</>;
  const { values, least } = trend;
  return <span class="trend"><Spark column={{ last: values, min: values, max: values, bounds: new Set() }} unit="percent" word={word} name={`Agreement of ${name} by the hour`} range={axisRange(least, 100, { unit: "percent" })} /> {fixed(least, 2)}</span>;
}

function ScoreCell({ score, window }: { score: Score | undefined; window: Window }): JSX.Element {
  if (score?.percent === undefined) return <>–</>;
  const level = judge(score.percent, limits.agreement[window]);
  return (
    <>
      {(level === "warn" || level === "crit") && <Shape level={level} label={level === "crit" ? "critical" : "low"} />} {fixed(score.percent, 2)}
      <Coverage part={score.covered / windowSeconds[window]} seconds={windowSeconds[window]} />
    </>
  );
}

function marks({ onNegativeUnl, silent }: Validator): string {
  return [onNegativeUnl ? "negative UNL" : "", silent ? "silent" : ""].filter((word) => word !== "").join(", ");
}

interface TableProps {
  validators: readonly Validator[];
  ledgers: readonly Ledger[];
  scores: Polled<ReadonlyMap<string, Scores>>;
  trends: Trends | undefined;
  /** Key of our own validator. */
  ours: string | undefined;
  chosen: string | undefined;
  onChoose: (key: string) => void;
}

/** The trusted validators, best first. The key is a button: it marks the validator in the strip and in the heat map. */
export function ValidatorsTable({ validators, ledgers, scores, trends, ours, chosen, onChoose }: TableProps): JSX.Element {
  const order = useMemo(() => orderValidators(validators, scores.value), [validators, scores.value]);
  const newest = ledgers[0]?.seq;
  const rows = order.map((validator, i): Row => {
    const last = lastSigned(ledgers, validator);
    return { place: i + 1, validator, scores: scores.value?.get(validator.key), trend: trendOf(trends?.get(validator.key)), last, behind: last === undefined || newest === undefined ? undefined : newest - last };
  });
  const scoreColumn = (window: Window): TableColumn<Row> => ({
    id: `score${window}`, title: `${window.replace(/(\d+)/, "$1 ")} %`, align: "end", minor: window === "24h",
    value: (row) => row.scores?.[window].percent, show: (row) => <ScoreCell score={row.scores?.[window]} window={window} />,
  });
  const incomplete = rows.some((row) => row.scores && windows.some((w) => row.scores![w].incomplete));
  return (
    <>
      {scores.error !== undefined && <ErrorBadge message={scores.error} retry={scores.retry} />}
      <DataTable name="Validators" urlKey="validators" filter rows={rows} rowKey={({ validator }) => validator.key} height={460}
        rowClass={({ validator }) => (validator.key === chosen ? "row-chosen" : "")} columns={[
          { id: "place", title: "#", align: "end", minor: true, value: ({ place }) => place },
          { id: "key", title: "Validator", value: ({ validator }) => validator.key, show: ({ validator: { key } }) => (
            <button type="button" class="link-button mono" aria-pressed={key === chosen} title={key.slice(0, 200)} onClick={() => onChoose(key)}>{cut(shortKey(key), 40)}{key === ours && <span class="badge">ours</span>}</button>
          ) },
          { id: "marks", title: "Marks", value: ({ validator }) => marks(validator), show: ({ validator }) => {
            const text = marks(validator);
            return text === "" ? "" : <><Shape level={validator.silent ? "crit" : "warn"} /> {text}</>;
          } },
          ...windows.map(scoreColumn),
          { id: "trend", title: "24 h, worst hour %", align: "end", minor: true, value: ({ trend }) => trend?.least, show: ({ trend, validator }) => <TrendCell trend={trend} name={cut(shortKey(validator.key), 40)} word={scores.error === undefined ? "latest" : "last"} /> },
          { id: "last", title: "Last ledger", align: "end", minor: true, value: ({ last }) => last, show: ({ last }) => (last === undefined ? "–" : fixed(last, 0)) },
          { id: "behind", title: "Behind", align: "end", minor: true, value: ({ behind }) => behind },
          { id: "version", title: "Version", minor: true, value: ({ validator }) => validator.version, show: ({ validator }) => cut(validator.version ?? "–", 40) },
        ]} />
      {incomplete && <p class="muted foot">*10 h: nodewatch has counted for ten hours of the window. Agreement is the share of ledgers with a quorum that the validator signed.</p>}
    </>
  );
}
