import type { TimeSeriesProps } from "../components/time_series";
import type { SeriesQuery } from "../series/loader";
import { hostQueries } from "./queries";

type Labels = Readonly<Record<string, string>>;

const cpuModes: readonly (readonly [modes: string, label: string])[] = [["user", "user"], ["system", "system"], ["iowait", "waits for disks"], ["steal", "stolen"], ["nice", "nice"], ["irq|softirq", "interrupts"]];

/** Two lines for each device. */
function pair(expr: (what: string) => string, names: readonly (readonly [what: string, label: string])[]): SeriesQuery[] {
  return names.map(([what, label]) => ({ expr: expr(what), label: ({ device = "" }: Labels) => `${device} ${label}` }));
}

const readWrite = [["read", "read"], ["write", "written"]] as const;

/** A chart of a host; `needs`: the measurement and the series without which it is left out, for not every host tells them. */
export interface HostChart extends TimeSeriesProps {
  needs?: readonly [measurement: string, series: string];
}

/** In the order in which an operator looks. */
export function hostCharts(node: string): HostChart[] {
  const q = hostQueries(node);
  const one = (series: string, label: string): SeriesQuery => ({ expr: q.of(series), label });
  const rate = (series: string, label: string, more = ""): SeriesQuery => ({ expr: q.rate(series, more), label });
  const waits = (what: string, label: string): SeriesQuery => ({ expr: q.pressure(what), label });
  return [
    { title: "CPU by mode", unit: "percent", min: 0, max: 100, stacked: true, queries: cpuModes.map(([modes, label]) => ({ expr: q.cpuMode(modes), label })) },
    { title: "Load", unit: "1", queries: [one("node_load1", "1 min"), one("node_load5", "5 min"), one("node_load15", "15 min"), { expr: q.coreCount, label: "cores" }] },
    { title: "Memory", unit: "bytes", stacked: true, queries: [{ expr: q.memoryTaken, label: "programs" }, { expr: q.memoryCached, label: "cache" }, one("node_memory_MemFree_bytes", "free")] },
    { title: "Memory available", unit: "bytes", queries: [one("node_memory_MemAvailable_bytes", "available"), one("node_memory_MemTotal_bytes", "total"), { expr: q.swapBytes, label: "swap used" }] },
    { title: "Pressure: CPU", needs: ["host_pressure", "node_pressure_cpu_waiting_seconds_total"], unit: "%", queries: [waits("cpu_waiting", "some wait")] },
    { title: "Pressure: disks", needs: ["host_pressure", "node_pressure_io_waiting_seconds_total"], unit: "%", queries: [waits("io_waiting", "some wait"), waits("io_stalled", "all wait")] },
    { title: "Pressure: memory", needs: ["host_pressure", "node_pressure_memory_waiting_seconds_total"], unit: "%", queries: [waits("memory_waiting", "some wait"), waits("memory_stalled", "all wait")] },
    { title: "Disk throughput", unit: "bytes/s", queries: pair((what) => q.rate(what), [["node_disk_read_bytes_total", "read"], ["node_disk_written_bytes_total", "written"]]) },
    { title: "Disk requests", unit: "1/s", queries: pair((what) => q.rate(`node_disk_${what}s_completed_total`), readWrite) },
    { title: "Disk latency", unit: "seconds", queries: pair((what) => q.diskWait(what as "read" | "write"), readWrite), emptyText: "No request in this time range.", sparse: true },
    { title: "Disks at work", unit: "percent", min: 0, max: 100, queries: [{ expr: q.diskBusy, label: ({ device = "" }) => device }] },
    { title: "File systems", unit: "percent", min: 0, max: 100, queries: [{ expr: q.filesystemUsed, label: ({ mountpoint = "" }) => mountpoint }] },
    { title: "Network", unit: "bytes/s", queries: pair((what) => q.rate(`node_network_${what}_bytes_total`), [["receive", "in"], ["transmit", "out"]]) },
    { title: "Network errors and drops", unit: "1/s", queries: pair((what) => `${q.rate(`node_network_${what}_total`)} and ${q.of(`node_network_${what}_total`)} > 0`, [["receive_errs", "errors in"], ["transmit_errs", "errors out"], ["receive_drop", "dropped in"], ["transmit_drop", "dropped out"]]), emptyText: "None since the host was started." },
    { title: "TCP segments sent again", needs: ["host_netstat", "node_netstat_Tcp_RetransSegs"], unit: "%", sparse: true, queries: [{ expr: q.retransmits, label: "of those sent" }] },
    { title: "Sockets", needs: ["host_sockstat", "node_sockstat_sockets_used"], unit: "1", queries: [one("node_sockstat_TCP_inuse", "TCP in use"), one("node_sockstat_TCP_tw", "TCP that waits to close"), one("node_sockstat_UDP_inuse", "UDP in use"), one("node_sockstat_sockets_used", "all")] },
    { title: "TCP connections", needs: ["host_netstat", "node_netstat_Tcp_CurrEstab"], unit: "1", queries: [one("node_netstat_Tcp_CurrEstab", "established")] },
    { title: "Clock offset", unit: "seconds", queries: [one("node_timex_offset_seconds", "offset")] },
    { title: "Greatest error of the clock", needs: ["host_time", "node_timex_maxerror_seconds"], unit: "seconds", queries: [one("node_timex_maxerror_seconds", "as the kernel bounds it")] },
    { title: "Context switches and interrupts", needs: ["host_kernel", "node_context_switches_total"], unit: "1/s", queries: [rate("node_context_switches_total", "context switches"), rate("node_intr_total", "interrupts")] },
    { title: "Processes", unit: "1", queries: [one("node_procs_running", "run"), one("node_procs_blocked", "blocked"), rate("node_forks_total", "started each second")] },
    { title: "Open files", unit: "1", queries: [one("node_filefd_allocated", "open")] },
    { title: "Major page faults", needs: ["host_vmstat", "node_vmstat_pgmajfault"], unit: "1/s", queries: [rate("node_vmstat_pgmajfault", "read from disk")] },
  ];
}

/** Chip and sensor to what they are called; what has no name is called as the kernel does. */
export type SensorName = (labels: Labels) => string;

/** Only where the host tells of it. */
export function temperatureChart(node: string, nameOf: SensorName): HostChart {
  const q = hostQueries(node);
  return { title: "Temperatures", unit: "°C", queries: [{ expr: q.of("node_hwmon_temp_celsius"), label: nameOf }] };
}

/** Only where nodewatch runs in a control group with limits. */
export function groupCharts(node: string): HostChart[] {
  const q = hostQueries(node);
  return [
    { title: "Memory of the group", unit: "bytes", queries: [{ expr: q.of("nodewatch_cgroup_memory_working_set_bytes"), label: "needed" }, { expr: q.of("nodewatch_cgroup_memory_limit_bytes"), label: "limit" }] },
    { title: "CPU of the group", unit: "1", queries: [{ expr: q.rate("nodewatch_cgroup_cpu_seconds_total"), label: "cores taken" }, { expr: q.of("nodewatch_cgroup_cpu_limit_cores"), label: "limit" }, { expr: q.rate("nodewatch_cgroup_cpu_throttled_seconds_total"), label: "held back" }] },
  ];
}
