import type { JSX } from "preact";
import { DataTable } from "../components/data_table";
import { Panel } from "../components/panel";
import { levelWord, Shape, type Level } from "../components/shape";
import type { TableColumn } from "../components/table_model";
import { ageText, fixed, showText } from "../format/number";
import { cut } from "../format/text";
import { read, useNodePoints, useNow } from "../live/hooks";
import { useTagged } from "../live/tagged";
import type { Target } from "../live/target";
import { useAsked } from "../node/asked";
import { conditionLevel } from "../node/conditions";
import { usePollState } from "../node/poll_state";
import { fileSystems, type FileSystem } from "./filesystems";
import { hostCondition, verdicts } from "./conditions";
import { hostQueries } from "./queries";

/** Beyond that the line through six hours says nothing. */
const farthestSeconds = 90 * 86_400;
/** A disk that is full so soon is a thing to do today. */
const soonSeconds = 86_400;

function Verdict({ level }: { level: Level | undefined }): JSX.Element | null {
  return level === "warn" || level === "crit" ? <><Shape level={level} label={levelWord[level]} /> </> : null;
}

function UsedBar({ used, level }: { used: number; level: Level | undefined }): JSX.Element {
  return <svg class="used-bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class={`bar-${level ?? "ok"}`} width={Math.min(100, used)} height="8" /></svg>;
}

/** Each by itself: a mean of a full and an empty one would look well. */
export function FilesystemsPanel({ target }: { target: Target }): JSX.Element {
  const now = useNow();
  const rows = fileSystems(useTagged("host", target.node, "host_filesystem", now));
  const { filesystemFull } = hostQueries(target.node);
  const full = new Map(useAsked([filesystemFull]).all(filesystemFull).map(({ labels, value }) => [labels.mountpoint, value]));
  const fullIn = ({ mountpoint }: FileSystem) => (full.get(mountpoint) ?? Infinity) < farthestSeconds ? full.get(mountpoint) : undefined;
  const points = useNodePoints("host", target.node, [hostCondition])(hostCondition);
  const verdict = conditionLevel(hostCondition, verdicts.filesystem, (series) => read(points, series, now));
  // The daemon says that one of them is full: it is the one with the least room.
  const levelOf = (row: FileSystem) => (row === rows[0] ? verdict : undefined);
  const state = usePollState(target, "host_filesystem", rows.length > 0, "No file system is known.");
  const columns: TableColumn<FileSystem>[] = [
    { id: "mountpoint", title: "Mounted at", value: ({ mountpoint }) => mountpoint, show: ({ mountpoint }) => <span class="mono">{cut(mountpoint, 120)}</span> },
    { id: "used", title: "Used", align: "end", value: ({ used }) => used, show: (row) => {
      const { used } = row, level = levelOf(row);
      return used === undefined ? "–" : <span class="used"><UsedBar used={used} level={level} /><span><Verdict level={level} />{fixed(used, 1)} %</span></span>;
    } },
    { id: "available", title: "Available", align: "end", value: ({ available }) => available, show: ({ available }) => showText(available, "bytes") },
    { id: "size", title: "Size", align: "end", minor: true, value: ({ size }) => size, show: ({ size }) => showText(size, "bytes") },
    { id: "full", title: "Full in", align: "end", minor: true, value: fullIn, show: (row) => {
      const seconds = fullIn(row);
      return seconds === undefined ? "–" : <><Verdict level={seconds < soonSeconds ? "warn" : undefined} />{ageText(seconds)}</>;
    } },
    { id: "inodes", title: "Inodes used", align: "end", minor: true, value: ({ inodes }) => inodes, show: ({ inodes }) => (inodes === undefined ? "–" : `${fixed(inodes, 1)} %`) },
    { id: "mode", title: "Mode", minor: true, value: ({ readOnly, failing }) => (failing ? "fails" : readOnly === undefined ? undefined : readOnly ? "read-only" : "read and write"), show: ({ readOnly, failing }) => (failing ? <><Verdict level="crit" />fails</> : readOnly === undefined ? "–" : readOnly ? "read-only" : "read and write") },
    { id: "type", title: "Type", minor: true, value: ({ type }) => type },
    { id: "device", title: "Device", minor: true, value: ({ device }) => device, show: ({ device }) => <span class="mono">{cut(device, 80)}</span> },
  ];
  return (
    <Panel title="File systems" state={state} height={120} note="the fullest first; full in: if it goes on as in the last six hours">
      <DataTable name="File systems" urlKey="filesystems" rows={rows} rowKey={({ mountpoint, device }) => `${mountpoint} ${device}`} height={300} columns={columns} />
    </Panel>
  );
}
