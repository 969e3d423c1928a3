// Hosts on the board of a scenario: one with all that can be told, one that is strained, one in a container that tells little.
import { segment, target } from "./scenarios.mjs";

const iso = (ms) => new Date(ms).toISOString();
const wave = (t, period, phase = 0) => Math.sin((t / period) * 2 * Math.PI + phase);
const GiB = 2 ** 30;
const conditionNames = ["filesystem_full", "filesystem_almost_full", "inodes_almost_gone", "memory_almost_gone", "out_of_memory_kill", "pressure", "clock_not_synchronised"];

function row(node, now, measurement, v, key = "") {
  return [`points/host/${segment(node)}/${measurement}`, key, { t: now, i: 15_000, v }];
}

export function filesystem(node, now, mountpoint, { size, avail, files = 6e6, filesFree = 5.4e6, fstype = "ext4", device = "/dev/nvme0n1p2", readOnly = 0, error = 0 }) {
  return row(node, now, "host_filesystem", {
    node_filesystem_size_bytes: size, node_filesystem_avail_bytes: avail, node_filesystem_files: files, node_filesystem_files_free: filesFree, node_filesystem_readonly: readOnly, node_filesystem_device_error: error,
  }, `device="${device}",mountpoint="${mountpoint}",fstype="${fstype}"`);
}

export function basicPoints(node, now, { state = 1, available = 41 * GiB, offset = 0.00031, synchronised = 1, cgroup = false, warm = true, further = false, holds = [] } = {}) {
  const t = now / 1000;
  return [
    row(node, now, "host_state", { host_up: 1, host_state: state }),
    row(node, now, "host_load", { node_load1: 1.82, node_load5: 1.61, node_load15: 1.4 }),
    row(node, now, "host_memory", { node_memory_MemTotal_bytes: 64 * GiB, node_memory_MemAvailable_bytes: available, node_memory_MemFree_bytes: 6 * GiB, node_memory_SwapTotal_bytes: 8 * GiB, node_memory_SwapFree_bytes: 7.9 * GiB }),
    row(node, now, "host_time", { node_boot_time_seconds: t - 136.02 * 86_400, node_time_seconds: t, node_timex_offset_seconds: offset, node_timex_maxerror_seconds: 0.012, node_timex_sync_status: synchronised }),
    row(node, now, "host_kernel", { node_procs_running: 3, node_procs_blocked: 0, node_filefd_allocated: 9120, node_filefd_maximum: 9.2e18 }),
    row(node, now, "host_condition", Object.fromEntries(conditionNames.map((condition) => [`host_condition{condition="${condition}"}`, holds.includes(condition) ? 1 : 0]))),
    row(node, now, "host_pressure", Object.fromEntries(["cpu_waiting", "io_waiting", "io_stalled", "memory_waiting", "memory_stalled"].map((what) => [`node_pressure_${what}_seconds_total`, 100]))),
    ...(further ? [row(node, now, "host_netstat", { node_netstat_Tcp_CurrEstab: 64, node_netstat_Tcp_RetransSegs: 9, node_netstat_Tcp_OutSegs: 9e5 }), row(node, now, "host_sockstat", { node_sockstat_sockets_used: 240 }), row(node, now, "host_vmstat", { node_vmstat_oom_kill: 0, node_vmstat_pgmajfault: 12 })] : []),
    row(node, now, "host_info", { nodewatch_host_info: 1 }, 'release="6.1.0-28-amd64",machine="x86_64",distribution="Debian GNU/Linux 12",cpu_model="AMD EPYC 7443P 24-Core Processor"'),
    ...(warm ? [row(node, now, "host_hwmon_chip", { node_hwmon_chip_names: 1 }, 'chip="pci0000:00",chip_name="k10temp"'), row(node, now, "host_hwmon_label", { node_hwmon_sensor_label: 1 }, 'chip="pci0000:00",sensor="temp2",label="Tdie"')] : []),
    ...(warm ? ["temp1", "temp2"].map((sensor, i) => row(node, now, "host_hwmon", { node_hwmon_temp_celsius: 47 + i * 9 }, `chip="pci0000:00",sensor="${sensor}"`)) : []),
    ...(cgroup ? [row(node, now, "host_cgroup", { nodewatch_cgroup_cpu_limit_cores: 2, nodewatch_cgroup_memory_limit_bytes: 4 * GiB, nodewatch_cgroup_memory_working_set_bytes: 3.4 * GiB, nodewatch_cgroup_pids: 41, nodewatch_cgroup_oom_kills_total: 0 })] : []),
  ];
}

const own = (now, node, changes = {}) => [`target/host/${segment(node)}`, "", target(now, node, { network: "host", address: "/proc", ...changes })];

/** `val-host` that is well, `full-host` with full disks, `box` in a container. */
export function hosts(daemon) {
  const start = daemon.now;
  const full = { state: "degraded", state_since: iso(start - 3_600_000), reasons: [{ code: "filesystem_full", message: "The file system /var/lib/bitcoind has 2.1 % left: 38 GiB.", critical: true, since: iso(start - 3_600_000) }] };
  const board = (now) => [
    own(now, "val-host"), ...basicPoints("val-host", now, { further: true }),
    filesystem("val-host", now, "/", { size: 480 * GiB, avail: 350 * GiB }), filesystem("val-host", now, "/var/lib/rippled", { size: 1800 * GiB, avail: 1100 * GiB, device: "/dev/nvme1n1" }), filesystem("val-host", now, "/boot", { size: GiB, avail: 0.7 * GiB, readOnly: 1, device: "/dev/nvme0n1p1" }),
    own(now, "full-host", full), ...basicPoints("full-host", now, { state: 2, available: 5 * GiB, offset: -0.214, synchronised: 0, warm: false, holds: ["filesystem_full", "memory_almost_gone", "clock_not_synchronised", "out_of_memory_kill"] }),
    filesystem("full-host", now, "/", { size: 100 * GiB, avail: 17 * GiB }), filesystem("full-host", now, "/var/lib/bitcoind", { size: 1800 * GiB, avail: 38 * GiB, filesFree: 2e5 }), filesystem("full-host", now, "/mnt/broken", { size: 0, avail: 0, files: 0, filesFree: 0, error: 1 }),
    own(now, "box"), ...basicPoints("box", now, { cgroup: true, warm: false }), filesystem("box", now, "/", { size: 100 * GiB, avail: 60 * GiB, fstype: "overlay", device: "overlay" }),
  ];
  daemon.put([...board(start), ["event/host/val-host", "1", { t: start - 1_200_000, severity: "info", code: "restart", text: "the host was started again" }]]);
  daemon.tick = board;
}

/** Only what nodewatch finds on every start. */
export function onlyHost(daemon) {
  const board = (now) => [own(now, "val-host"), ...basicPoints("val-host", now), filesystem("val-host", now, "/", { size: 480 * GiB, avail: 350 * GiB })];
  daemon.put(board(daemon.now));
  daemon.tick = board;
}

export function goSilent(daemon, node, lastError) {
  daemon.put([own(daemon.now, node, { state: "failed", last_error: { message: lastError }, reasons: [{ code: "unreadable", message: "/proc cannot be read.", critical: true, since: iso(daemon.now) }] }), row(node, daemon.now, "host_state", { host_up: 0, host_state: 0 })]);
}

const devices = [{ device: "nvme0n1" }, { device: "nvme1n1" }];
const interfaces = [{ device: "eth0" }, { device: "wg0" }];
const cpus = Array.from({ length: 24 }, (_, cpu) => ({ cpu: String(cpu) }));
const busy = (t, phase = 0) => 12 + 6 * wave(t, 900, phase) + (t % 3600 > 2000 && t % 3600 < 2200 ? 40 : 0);

/** What queries answer: the first whose form fits. */
export const hostSeries = [
  { form: /sum by \(cpu\)/, labels: cpus, at: (t, { cpu }) => Math.max(0, busy(t, Number(cpu)) + (cpu === "7" ? 55 : 0)) },
  { form: /^100 \* sum\(rate\(node_cpu_seconds_total\{.*mode!~/, at: (t) => busy(t) },
  { form: /^100 \* sum\(rate\(node_cpu_seconds_total\{.*mode=~"(\w+)/, at: (t, _labels, [, mode]) => ({ user: 8, system: 3, iowait: 1.1, steal: 0.1, nice: 0, irq: 0.4 })[mode] * (busy(t) / 12) },
  { form: /^count\(node_cpu/, at: () => 24 },
  { form: /^100 \* node_load5/, at: () => 7 },
  { form: /^100 \* \(1 - node_memory_MemAvailable/, at: (_t, _labels, _match, node) => (node === "full-host" ? 92 : 35.9) },
  { form: /^100 \* \(1 - node_memory_SwapFree/, at: () => 1.2 },
  { form: /^node_memory_SwapTotal/, at: () => 0.1 * GiB },
  { form: /^node_memory_MemTotal_bytes\{[^}]*\} - /, at: (t) => 22 * GiB + GiB * wave(t, 3000) },
  { form: /^node_memory_Cached/, at: (t) => 36 * GiB - GiB * wave(t, 3000) },
  { form: /^node_memory_MemFree/, at: () => 6 * GiB },
  { form: /^node_memory_MemAvailable/, at: (t) => 41 * GiB - GiB * wave(t, 3000) },
  { form: /^node_memory_MemTotal/, at: () => 64 * GiB },
  { form: /node_pressure_(\w+)_seconds/, at: (t, _labels, [, what]) => Math.max(0, ({ cpu_waiting: 1.8, io_waiting: 1.7, io_stalled: 1.2, memory_waiting: 0, memory_stalled: 0 })[what] * (1 + 0.5 * wave(t, 600))) },
  { form: /^node_filesystem_avail_bytes.*deriv/, labels: [{ mountpoint: "/var/lib/rippled", device: "/dev/nvme1n1", fstype: "ext4" }, { mountpoint: "/var/lib/bitcoind", device: "/dev/nvme0n1p2", fstype: "ext4" }], at: (_t, { mountpoint }) => (mountpoint.endsWith("rippled") ? 41 * 86_400 : 20_000) },
  { form: /node_filesystem/, labels: [{ mountpoint: "/" }, { mountpoint: "/var/lib/rippled" }], at: (t, { mountpoint }) => (mountpoint === "/" ? 24 : 36) + wave(t, 7000) },
  { form: /node_disk_\w+_time_seconds_total.*\/ \(/, labels: devices, at: (t) => 0.0011 + 0.0004 * wave(t, 400) },
  { form: /node_disk_io_time/, labels: devices, at: (t) => 14 + 5 * wave(t, 500) },
  { form: /node_disk_(read|written)_bytes/, labels: devices, at: (t, _labels, [, what]) => (what === "read" ? 9e6 : 22e6) * (1.2 + wave(t, 500)) },
  { form: /node_disk_(read|write)s_completed/, labels: devices, at: (t) => 310 + 100 * wave(t, 500) },
  { form: /node_network_(receive|transmit)_bytes/, labels: interfaces, at: (t, { device }, [, way]) => (device === "eth0" ? 3e6 : 2e4) * (way === "receive" ? 1 : 1.6) * (1.3 + wave(t, 700)) },
  { form: /node_network_/, labels: [{ device: "eth0" }], at: (t) => (t % 3600 > 2000 && t % 3600 < 2200 ? 0.3 : NaN) },
  { form: /^100 \* rate\(node_netstat/, at: () => 0.02 },
  { form: /node_vmstat_oom_kill/, at: (_t, _labels, _match, node) => (node === "full-host" ? 2.0004 : 0) },
  { form: /^100 \* node_filefd/, at: () => 0.01 },
  { form: /node_sockstat_(\w+)/, at: (_t, _labels, [, what]) => ({ TCP_inuse: 112, TCP_tw: 14, UDP_inuse: 6, sockets_used: 240 })[what] },
  { form: /node_timex_(offset|maxerror)/, at: (t, _labels, [, what]) => (what === "offset" ? 0.0003 * wave(t, 2000) : 0.012) },
  { form: /node_hwmon_temp/, labels: [{ chip: "pci0000:00", sensor: "temp1" }, { chip: "pci0000:00", sensor: "temp2" }], at: (t, { sensor }) => (sensor === "temp1" ? 47 : 56) + 2 * wave(t, 1500) },
  { form: /^100 \* nodewatch_cgroup_memory/, at: () => 85 },
  { form: /^100 \* rate\(nodewatch_cgroup_cpu/, at: () => 31 },
  { form: /nodewatch_cgroup_memory_(working|limit)/, at: (_t, _labels, [, what]) => (what === "limit" ? 4 : 3.4) * GiB },
  { form: /nodewatch_cgroup_cpu_(\w+)/, at: (_t, _labels, [, what]) => (what.startsWith("limit") ? 2 : 0.6) },
  { form: /host_state/, at: (t) => (t % 3600 > 2000 && t % 3600 < 2200 ? 2 : 1) },
  { form: /host_up/, at: () => 1 },
  { form: /node_load(1|5|15)/, at: (t, _labels, [, minutes]) => 1.5 + wave(t, 600 * Number(minutes)) * 0.4 },
  { form: /node_context_switches|node_intr_total/, at: (t) => 18_000 + 3000 * wave(t, 300) },
  { form: /\bnode_(procs|forks|filefd|vmstat)/, at: (t) => 3 + Math.round(2 * wave(t, 300)) },
].map((one) => ({ network: "host", ...one }));
