import { quote } from "../format/text";

/** A rate needs two values: enough for a host that is read each 30 s. */
const window = "1m";

/** Modes in which a core works: neither idle nor waiting for disks. */
const working = 'mode!~"idle|iowait"';

/** PromQL of a host. The names are the node exporter's. */
export function hostQueries(node: string) {
  const labels = `network="host",node=${quote(node)}`;
  const of = (series: string, more = "") => `${series}{${labels}${more && `,${more}`}}`;
  const rate = (series: string, more = "", range = window) => `rate(${of(series, more)}[${range}])`;
  const percent = (expr: string) => `100 * ${expr}`;
  // Of the time that passed in all modes: so the first minute of a host and one of another's clock are right, too.
  const cpuPart = (modes: string, range: string, by: string) => percent(`sum${by}(${rate("node_cpu_seconds_total", modes, range)}) / ${by && "on (cpu) "}sum${by}(${rate("node_cpu_seconds_total", "", range)})`);
  const cached = ["node_memory_Cached_bytes", "node_memory_Buffers_bytes", "node_memory_SReclaimable_bytes"].map((series) => of(series)).join(" + ");
  return {
    of, rate,
    /** All that is not idle and does not wait for disks, % of all cores. */
    cpuBusy: cpuPart(working, window, ""),
    cpuMode: (modes: string) => cpuPart(`mode=~"${modes}"`, window, ""),
    /** By core, for steps of so many seconds. */
    cores: (seconds: number) => cpuPart(working, `${Math.max(60, seconds)}s`, " by (cpu) "),
    coreCount: `count(${of("node_cpu_seconds_total", 'mode="idle"')})`,
    loadPerCore: percent(`${of("node_load5")} / on (network, node) group_left () count by (network, node) (${of("node_cpu_seconds_total", 'mode="idle"')})`),
    memoryUsed: percent(`(1 - ${of("node_memory_MemAvailable_bytes")} / ${of("node_memory_MemTotal_bytes")})`),
    memoryTaken: `${of("node_memory_MemTotal_bytes")} - ${of("node_memory_MemFree_bytes")} - (${cached})`,
    memoryCached: cached,
    swapUsed: percent(`(1 - ${of("node_memory_SwapFree_bytes")} / (${of("node_memory_SwapTotal_bytes")} > 0))`),
    swapBytes: `${of("node_memory_SwapTotal_bytes")} - ${of("node_memory_SwapFree_bytes")}`,
    pressure: (what: string) => percent(rate(`node_pressure_${what}_seconds_total`)),
    /** % of a file system that users cannot have: what root keeps is not theirs. */
    filesystemUsed: percent(`(1 - ${of("node_filesystem_avail_bytes")} / (${of("node_filesystem_size_bytes")} > 0))`),
    /** Seconds until a file system is full if it goes on as in the last six hours; only while it fills. */
    filesystemFull: `${of("node_filesystem_avail_bytes")} / (-deriv(${of("node_filesystem_avail_bytes")}[6h]) > 0)`,
    /** Mean time of a request, seconds; nothing while there was none. */
    diskWait: (what: "read" | "write") => `${rate(`node_disk_${what}_time_seconds_total`)} / (${rate(`node_disk_${what}s_completed_total`)} > 0)`,
    diskBusy: percent(rate("node_disk_io_time_seconds_total")),
    retransmits: percent(`${rate("node_netstat_Tcp_RetransSegs")} / (${rate("node_netstat_Tcp_OutSegs")} > 0)`),
    oomKills: `increase(${of("node_vmstat_oom_kill")}[24h])`,
    filesUsed: percent(`${of("node_filefd_allocated")} / ${of("node_filefd_maximum")}`),
    memoryOfLimit: percent(`${of("nodewatch_cgroup_memory_working_set_bytes")} / ${of("nodewatch_cgroup_memory_limit_bytes")}`),
    cpuOfLimit: percent(`${rate("nodewatch_cgroup_cpu_seconds_total")} / ${of("nodewatch_cgroup_cpu_limit_cores")}`),
  };
}
