import type { JSX } from "preact";
import { useCallback } from "preact/hooks";
import { infoOf, targetMetadata } from "../api/metadata";
import { labelValues } from "../api/prometheus";
import { DataTable } from "../components/data_table";
import { Panel, type PanelState } from "../components/panel";
import { cut } from "../format/text";
import { usePolled } from "../live/use_polled";
import { useLink } from "../state/router";

const everyMs = 60_000;

/** What a target tells: each name leads to Explore. `selector`: `{job="…",instance="…"}`. */
export function MetricsPanel({ selector }: { selector: string }): JSX.Element {
  const link = useLink();
  const ask = useCallback(async () => {
    const [names, known] = await Promise.all([labelValues("__name__", selector), targetMetadata(selector)]);
    return names.map((name) => ({ name, ...infoOf(name, known) }));
  }, [selector]);
  const { value: metrics, error, retry } = usePolled(ask, everyMs);
  const state: PanelState = error !== undefined ? { kind: "error", message: error, retry } : !metrics ? { kind: "loading" }
    : metrics.length > 0 ? { kind: "ok" } : { kind: "empty", message: "Nothing of this target is stored yet." };
  return (
    <Panel title="Metrics" state={state} height={160} note="what is stored of it; each name opens Explore">
      {metrics && <DataTable name="Metrics" urlKey="metrics" filter rows={metrics} rowKey={({ name }) => name} height={360} columns={[
        { id: "name", title: "Name", value: ({ name }) => name, show: ({ name }) => <a class="cut mono" href={link("explore", { "g0.expr": name + selector })}>{cut(name, 120)}</a> },
        { id: "type", title: "Type", value: ({ type }) => type },
        { id: "help", title: "Meaning", minor: true, value: ({ help }) => help, show: ({ help }) => cut(help || "–", 200) },
      ]} />}
    </Panel>
  );
}
