import type { JSX } from "preact";
import { cardinality, type Count } from "../api/own_status";
import { DataTable } from "../components/data_table";
import { Panel, type PanelState } from "../components/panel";
import { fixed } from "../format/number";
import { cut } from "../format/text";
import { useLink } from "../state/router";
import { usePolled } from "../live/use_polled";

const everyMs = 60_000;

/** Which metrics have the most series, and which labels the most values: where a history grows too fast. */
export function CardinalityPanel(): JSX.Element {
  const link = useLink();
  const { value, error, retry } = usePolled(cardinality, everyMs);
  const state: PanelState = error !== undefined ? { kind: "error", message: error, retry } : !value ? { kind: "loading" }
    : value.metrics.length === 0 ? { kind: "empty", message: "There are no series yet." } : { kind: "ok" };
  const share = ({ count }: Count) => (value?.series ? (100 * count) / value.series : undefined);
  const number = { align: "end" as const, value: ({ count }: Count) => count, show: ({ count }: Count) => fixed(count, 0) };
  return (
    <Panel title="Series by metric" height={200} state={state} note={value?.series === undefined ? undefined : `${fixed(value.series, 0)} in all; the greatest first`}>
      {value && (
        <>
          <DataTable name="Series by metric" rows={value.metrics} rowKey={({ name }) => name} columns={[
            { id: "name", title: "Metric", value: ({ name }) => name, show: ({ name }) => <a class="cut" href={link("explore", { "g0.expr": name })}>{cut(name, 120)}</a> },
            { id: "count", title: "Series", ...number },
            { id: "share", title: "Share", align: "end", minor: true, value: share, show: (row) => (share(row) === undefined ? "–" : `${fixed(share(row)!, 1)} %`) },
          ]} />
          <DataTable name="Values by label" rows={value.labels} rowKey={({ name }) => name} columns={[
            { id: "name", title: "Label", value: ({ name }) => name, show: ({ name }) => cut(name, 120) },
            { id: "count", title: "Values", ...number },
          ]} />
        </>
      )}
    </Panel>
  );
}
