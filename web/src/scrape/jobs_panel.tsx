import type { JSX } from "preact";
import { DataTable } from "../components/data_table";
import { Panel, type PanelState } from "../components/panel";
import { Shape } from "../components/shape";
import { showText } from "../format/number";
import { cut } from "../format/text";
import { setQuery } from "../state/router";
import type { Job } from "./rows";

const worstOf = ({ down, unknown }: Job) => (down > 0 ? "crit" : unknown > 0 ? "stale" : "ok");

/** Each job with its targets counted; a click narrows the targets down to it. */
export function JobsPanel({ jobs, state, chosen }: { jobs: readonly Job[]; state: PanelState; chosen: string | undefined }): JSX.Element {
  const count = (id: "down" | "unknown", title: string, level: "crit" | "stale") => ({ id, title, align: "end" as const, value: (job: Job) => job[id], show: (job: Job) => <>{job[id] > 0 && <Shape level={level} />} {job[id]}</> });
  return (
    <Panel title="Jobs" state={state} height={80}>
      <DataTable name="Jobs" rows={jobs} rowKey={({ name }) => name} height={260} rowClass={({ name }) => (name === chosen ? "row-chosen" : "")} columns={[
        { id: "job", title: "Job", value: ({ name }) => name, show: (job) => (
          <button type="button" class="link-button" aria-pressed={job.name === chosen} onClick={() => setQuery({ job: job.name === chosen ? undefined : job.name }, true)}><Shape level={worstOf(job)} /> {cut(job.name, 60) || "(without a name)"}</button>
        ) },
        { id: "up", title: "Up", align: "end", value: ({ up }) => up, show: ({ up, count: all }) => `${up} of ${all}` },
        count("down", "Down", "crit"),
        { ...count("unknown", "Not known", "stale"), minor: true },
        { id: "samples", title: "Samples", align: "end", minor: true, value: ({ samples }) => samples, show: ({ samples }) => showText(samples, "1/s") },
        { id: "slowest", title: "Slowest", align: "end", minor: true, value: ({ slowest }) => slowest, show: ({ slowest }) => showText(slowest, "seconds") },
      ]} />
    </Panel>
  );
}
