import type { JSX } from "preact";
import { StatTile } from "../components/stat_tile";
import { worse } from "../components/shape";
import { judge } from "../components/threshold";
import { fixed, showText } from "../format/number";
import { read, useNodePoints, useNow, type Reading } from "../live/hooks";
import { useTagged } from "../live/tagged";
import { useAsked } from "../node/asked";
import { conditionLevel, type Verdict } from "../node/conditions";
import { fileSystems } from "./filesystems";
import { hostCondition, verdicts } from "./conditions";
import { limits } from "./limits";
import { hostQueries } from "./queries";

const measurements = ["host_state", "host_load", "host_memory", "host_time", "host_kernel", "host_cgroup", "host_pressure", "host_netstat", hostCondition];

/** Kernels without a limit of files tell the greatest number. */
const noLimit = 1e15;

/** What came of a host that is silent is of then, whatever a query says. */
function asStale(reading: Reading, host: Reading): Reading {
  return host.stale ? { ...reading, stale: reading.value !== undefined } : reading;
}

/** The first look: what is short on this host. */
export function HostTiles({ node }: { node: string }): JSX.Element {
  const now = useNow();
  const points = useNodePoints("host", node, measurements);
  const get = (measurement: string, series: string, kind?: "age") => read(points(measurement), series, now, kind);
  const q = hostQueries(node);
  const exprs = { cpu: q.cpuBusy, iowait: q.cpuMode("iowait"), cores: q.coreCount, load: q.loadPerCore, memory: q.memoryUsed, swap: q.swapUsed, swapBytes: q.swapBytes, cpuWait: q.pressure("cpu_waiting"), ioWait: q.pressure("io_waiting"), memoryWait: q.pressure("memory_waiting"), kills: q.oomKills, files: q.filesUsed, retransmits: q.retransmits, ofLimit: q.memoryOfLimit, cpuOfLimit: q.cpuOfLimit };
  const asked = useAsked(Object.values(exprs));
  const host = get("host_state", "host_state");
  const one = (name: keyof typeof exprs) => asStale(asked.one(exprs[name]), host);
  const systems = useTagged("host", node, "host_filesystem", now);
  const fullest = fileSystems(systems).find(({ used }) => used !== undefined);
  const fullestAt = systems.find(({ tags }) => tags.mountpoint === fullest?.mountpoint)?.t;
  const offset = get("host_time", "node_timex_offset_seconds");
  const synchronised = get("host_time", "node_timex_sync_status").value;
  const verdict = (of: Verdict) => conditionLevel(hostCondition, of, (series) => get(hostCondition, series));
  // A clock that nobody compares has no offset; the daemon waits some minutes before it says so.
  const off = synchronised === 0 ? "info" : judge(offset.value === undefined ? undefined : Math.abs(offset.value), limits.clock);
  const clock = [off, verdict(verdicts.clock)].filter((level) => level !== undefined).sort(worse)[0];
  // Not every kernel tells of pressure, and segments are told on request.
  const pressure = points("host_pressure"), segments = points("host_netstat")?.v.node_netstat_Tcp_RetransSegs;
  const kills = one("kills");
  const limit = get("host_cgroup", "nodewatch_cgroup_memory_limit_bytes").value;
  const cpuLimit = get("host_cgroup", "nodewatch_cgroup_cpu_limit_cores").value;
  const allowedFiles = get("host_kernel", "node_filefd_maximum").value;
  const percent = (value: number) => `${fixed(value, 1)} %`;
  const load = (minutes: string) => fixed(get("host_load", `node_load${minutes}`).value ?? NaN, 2);
  return (
    <div class="tiles">
      <StatTile label="CPU" reading={one("cpu")} unit="percent" text={percent} thresholds={limits.cpu} note={`of ${showText(one("cores").value, "1")} cores, waits for disks ${showText(one("iowait").value, "percent")}`} />
      <StatTile label="Load" reading={get("host_load", "node_load1")} unit="1" text={(value) => fixed(value, 2)} level={judge(one("load").value, limits.cpu)} note={`5 min ${load("5")}, 15 min ${load("15")}`} help="Judged by the load of five minutes for each core" />
      <StatTile label="Memory" reading={one("memory")} unit="percent" text={percent} level={limit === undefined ? verdict(verdicts.memory) : undefined} note={`${showText(get("host_memory", "node_memory_MemAvailable_bytes").value, "bytes")} available of ${showText(get("host_memory", "node_memory_MemTotal_bytes").value, "bytes")}`} />
      {limit !== undefined && <StatTile label="Memory of the group" reading={one("ofLimit")} unit="percent" text={percent} level={verdict(verdicts.memory)} note={`of the limit, ${showText(limit, "bytes")}`} help="The control group that nodewatch runs in: beyond its limit the kernel kills" />}
      {cpuLimit !== undefined && <StatTile label="CPU of the group" reading={one("cpuOfLimit")} unit="percent" text={percent} thresholds={limits.cpu} note={`of the limit, ${showText(cpuLimit, "1")} cores`} />}
      {get("host_memory", "node_memory_SwapTotal_bytes").value !== 0 && <StatTile label="Swap" reading={one("swap")} unit="percent" text={percent} thresholds={limits.swap} note={one("swap").value === undefined ? undefined : `${showText(one("swapBytes").value, "bytes")} used`} />}
      <StatTile label="Fullest file system" reading={{ value: fullest?.used, t: fullestAt, stale: fullest?.stale ?? false }} unit="percent" text={percent} level={verdict(verdicts.filesystem)} note={fullest && `${fullest.mountpoint.slice(0, 60)}, ${showText(fullest.available, "bytes")} left`} />
      {pressure !== undefined && <StatTile label="Pressure" reading={one("cpuWait")} unit="percent" text={percent} level={verdict(verdicts.pressure)} note={`CPU; disks ${showText(one("ioWait").value, "percent")}, memory ${showText(one("memoryWait").value, "percent")}`} help="Part of the last minute in which some task had to wait" />}
      <StatTile label="Clock" reading={offset} unit="seconds" level={clock} note={synchronised === undefined ? undefined : synchronised === 1 ? "synchronised" : "not synchronised"} />
      {segments !== undefined && <StatTile label="Sent again" reading={one("retransmits")} unit="percent" thresholds={limits.retransmits} note="of the TCP segments" />}
      <StatTile label="Killed for memory" reading={{ ...kills, value: kills.value === undefined ? undefined : Math.round(kills.value) }} unit="1" level={verdict(verdicts.kills) !== "warn" && kills.value !== undefined && kills.value >= 0.5 ? "info" : verdict(verdicts.kills)} note="processes in 24 h" />
      <StatTile label="Open files" reading={get("host_kernel", "node_filefd_allocated")} unit="1" level={judge(one("files").value, limits.files)} note={allowedFiles === undefined ? undefined : allowedFiles < noLimit ? `of ${fixed(allowedFiles, 0)} allowed` : "no limit"} />
      <StatTile label="Up for" reading={get("host_time", "node_boot_time_seconds", "age")} unit="age" note={`${showText(get("host_kernel", "node_procs_running").value, "1")} tasks run, ${showText(get("host_kernel", "node_procs_blocked").value, "1")} blocked`} />
    </div>
  );
}
