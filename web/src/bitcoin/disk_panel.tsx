import type { JSX } from "preact";
import { BarList } from "../components/bar_list";
import { DataTable } from "../components/data_table";
import { Panel } from "../components/panel";
import { levelWord, Shape } from "../components/shape";
import { fixed, showText } from "../format/number";
import { cut } from "../format/text";
import { read, useNodePoints, useNow } from "../live/hooks";
import { useTagged, type TaggedPoint } from "../live/tagged";
import type { Target } from "../live/target";
import { conditionMeasurement, levelBy, verdicts } from "./conditions";
import { usePollState } from "../node/poll_state";

function freePart({ v: { bitcoin_filesystem_free_bytes: free, bitcoin_filesystem_size_bytes: size } }: TaggedPoint): number | undefined {
  return free === undefined || !size ? undefined : free / size;
}

/** That which the daemon judges: with the least room. */
export function fullestOf(systems: readonly TaggedPoint[]): TaggedPoint | undefined {
  const free = ({ v }: TaggedPoint) => v.bitcoin_filesystem_free_bytes ?? Infinity;
  return systems.filter((one) => !one.stale && free(one) < Infinity).sort((a, b) => free(a) - free(b))[0];
}

/** The file systems of the node's data, and what takes their room; shown when nodewatch can see them. */
export function DiskPanel({ target }: { target: Target }): JSX.Element | null {
  const now = useNow();
  const systems = useTagged("bitcoin", target.node, "filesystem", now);
  const folders = useTagged("bitcoin", target.node, "datadir", now);
  const conditions = useNodePoints("bitcoin", target.node, [conditionMeasurement])(conditionMeasurement);
  const state = usePollState(target, systems.length > 0 ? "filesystem" : "datadir", true, "");
  if (systems.length === 0 && folders.length === 0) return null;
  const verdict = levelBy(verdicts.disk, (series) => read(conditions, series, now));
  const fullest = fullestOf(systems);
  const sizes = folders.flatMap(({ tags: { folder = "" }, stale, v: { bitcoin_datadir_size_bytes: size } }) => (size === undefined ? [] : [{ name: stale ? `${folder} (stale)` : folder, value: size }]));
  return (
    <Panel title="Disk" state={state} height={120}>
      {systems.length > 0 && <DataTable name="File systems of the node" rows={systems} rowKey={({ tags }) => tags.path ?? ""} height={160} columns={[
        { id: "path", title: "Path", value: ({ tags }) => tags.path, show: ({ tags }) => <span class="cut mono">{cut(tags.path ?? "–", 200)}</span> },
        { id: "free", title: "Free", align: "end", value: freePart, show: (row) => {
          const part = freePart(row), level = row === fullest ? verdict : undefined;
          return <>{(level === "warn" || level === "crit") && <Shape level={level} label={levelWord[level]} />} {showText(row.v.bitcoin_filesystem_free_bytes, "bytes")}{part !== undefined && ` (${fixed(part * 100, 1)} %)`}</>;
        } },
        { id: "size", title: "Size", align: "end", value: ({ v }) => v.bitcoin_filesystem_size_bytes, show: ({ v }) => showText(v.bitcoin_filesystem_size_bytes, "bytes") },
      ]} />}
      {sizes.length > 0 && <><h3>Folders</h3><BarList bars={sizes} text={(bytes) => showText(bytes, "bytes")} /></>}
    </Panel>
  );
}
