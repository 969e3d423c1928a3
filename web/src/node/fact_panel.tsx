import type { ComponentChildren, JSX } from "preact";
import { Panel, type PanelState } from "../components/panel";
import { levelWord, Shape } from "../components/shape";
import { judge, type Thresholds } from "../components/threshold";
import { showText } from "../format/number";
import { read, useNow, useRows } from "../live/hooks";
import { topic } from "../live/pattern";
import { useTagged } from "../live/tagged";
import type { Target } from "../live/target";
import { usePollState } from "./poll_state";

/** A line of a panel: one series of the newest point of its measurement. */
export interface Fact {
  label: string;
  measurement: string;
  series: string;
  /** As `show` takes it. */
  unit: string;
  kind?: "age" | "countdown";
  thresholds?: Thresholds;
  text?: (value: number) => string;
}

interface FactPanelProps {
  title: string;
  target: Target;
  facts: readonly Fact[];
  /** What to say while nothing is known; without it there is no panel then. */
  absent?: PanelState;
  note?: ComponentChildren;
  children?: ComponentChildren;
}

/** A value that is stale is struck out; what is not known has no line. */
function FactLine({ fact: { label, measurement, series, unit, kind, thresholds, text }, target }: { fact: Fact; target: Target }): JSX.Element | null {
  const now = useNow();
  const points = useTagged(target.network, target.node, measurement, now).filter(({ v }) => v[series] !== undefined).sort((a, b) => b.t - a.t);
  const [newest] = points;
  if (!newest) return null;
  const { value } = read({ t: newest.t, i: 0, v: newest.v }, series, now, kind);
  const level = newest.stale ? undefined : judge(value, thresholds);
  const shown = text && value !== undefined ? text(value) : showText(value, unit);
  return (
    <div>
      <dt>{label}</dt>
      <dd class="number">{(level === "warn" || level === "crit") && <Shape level={level} label={levelWord[level]} />} {newest.stale ? <s class="muted" title="stale">{shown}</s> : shown}</dd>
    </div>
  );
}

/** Numbers that need no picture, one a line. The panel is as fresh as the points of its first fact that has some. */
export function FactPanel({ title, target, facts, absent, note, children }: FactPanelProps): JSX.Element | null {
  const measurements = facts.map(({ measurement }) => measurement);
  const heard = new Set(useRows(measurements.map((measurement) => topic("points", target.network, target.node, measurement))).map(([topicText]) => topicText));
  const first = measurements.find((measurement) => heard.has(topic("points", target.network, target.node, measurement)));
  const known = first !== undefined;
  const state = usePollState(target, first ?? measurements[0]!, known, "");
  if (!known && (!absent || state.kind !== "empty")) return absent ? <Panel title={title} state={state} height={100} /> : null;
  return (
    <Panel title={title} state={known ? state : absent!} height={100} note={note}>
      <dl class="facts">{facts.map((fact) => <FactLine key={fact.label} fact={fact} target={target} />)}</dl>
      {children}
    </Panel>
  );
}
