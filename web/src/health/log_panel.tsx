import type { JSX } from "preact";
import { logTail, type LogLine } from "../api/own_status";
import { DataTable } from "../components/data_table";
import { Panel, type PanelState } from "../components/panel";
import { Shape, type Level } from "../components/shape";
import { dateTime, isoTime } from "../format/clock";
import { cut } from "../format/text";
import { setQuery, usePlace } from "../state/router";
import { timeZone } from "../state/settings";
import { useStore } from "../state/store";
import { usePolled } from "../live/use_polled";

const everyMs = 5000;
const shapes: Readonly<Record<LogLine["level"], Level>> = { debug: "info", info: "info", warn: "warn", error: "crit" };

/** The last lines of the program's log, newest first. */
export function LogPanel(): JSX.Element {
  const { query } = usePlace();
  const zone = useStore(timeZone);
  const { value, error, retry } = usePolled(logTail, everyMs);
  const troubleOnly = query.get("log.level") === "warn";
  const lines = value?.filter(({ level }) => !troubleOnly || level === "warn" || level === "error") ?? [];
  const state: PanelState = error !== undefined ? { kind: "error", message: error, retry } : !value ? { kind: "loading" }
    : value.length === 0 ? { kind: "empty", message: "Nothing was logged since the start." } : { kind: "ok" };
  return (
    <Panel title="Log" height={200} state={state} note="the last 200 lines, newest first"
      actions={<button type="button" class="button" aria-pressed={troubleOnly} onClick={() => setQuery({ "log.level": troubleOnly ? undefined : "warn" }, true)}>Warnings and errors</button>}>
      <DataTable name="Log" urlKey="log" filter rows={lines} rowKey={({ id }) => String(id)} height={360} columns={[
        { id: "time", title: "Time", value: ({ t }) => t, csv: ({ t }) => isoTime(t), show: ({ t }) => dateTime(t, zone) },
        { id: "level", title: "Level", value: ({ level }) => level, show: ({ level }) => <span class={`level-${shapes[level]}`}><Shape level={shapes[level]} /> {level}</span> },
        { id: "component", title: "Part", minor: true, value: ({ component }) => component, show: ({ component }) => cut(component, 60) },
        { id: "text", title: "What", value: ({ text }) => text, show: ({ text }) => <span class="log-text">{cut(text, 2000)}</span> },
      ]} />
    </Panel>
  );
}
