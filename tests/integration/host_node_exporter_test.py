#!/usr/bin/env python3
"""What nodewatch says of this host, value by value beside Debian's prometheus-node-exporter.

The exporter is read before and after nodewatch read: what stood still must be equal, what moved must be
between the two. A gauge may move away and come back meanwhile, so each series has several turns, of which one
must do.

Usage: host_node_exporter_test.py NODEWATCH
"""

import http.client
import json
import math
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time

from nodewatch_process import DEADLINE, NodewatchProcess

SKIPPED = 77
TURNS = 40
COLLECTORS = ("arp", "conntrack", "cpu", "cpufreq", "diskstats", "entropy", "filefd", "filesystem", "hwmon",
              "interrupts", "loadavg", "meminfo", "netclass", "netdev", "netstat", "os", "powersupplyclass",
              "pressure", "processes", "schedstat", "sockstat", "softnet", "stat", "tcpstat", "thermal_zone",
              "time", "timex", "udp_queues", "uname", "vmstat")
# Those of the exporter's authors; Debian's leave out more file systems.
MOUNT_POINTS = r"^/(dev|proc|run/credentials/.+|sys|var/lib/docker/.+|var/lib/containers/storage/.+)($|/)"
# Newer releases of the exporter tell them, and dashboards show them.
NOT_OF_THIS_EXPORTER = {
    "node_netstat_TcpExt_TCPOFOQueue", "node_netstat_TcpExt_TCPRcvQDrop", "node_netstat_Tcp_MaxConn",
    "node_pressure_irq_stalled_seconds_total", "node_softnet_received_rps_total",
    "node_softnet_flow_limit_count_total"}

# The exporter's answer is on its way while it counts what waits in the queues of sockets.
ANSWER_BYTES = 1 << 20
MOVED_BY_THE_EXPORTER = {("node_tcp_connection_states", (("state", "tx_queued_bytes"),)),
                         ("node_tcp_connection_states", (("state", "rx_queued_bytes"),))}

LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')


def read_series(text, keep):
    """Values by name and labels; labels without a value are as good as none."""
    series = {}
    for line in text.splitlines():
        if not line.startswith("node_"):
            continue
        head, value = line.rsplit(" ", 1)
        name, _, labels = head.partition("{")
        labels = dict(LABEL.findall(labels))
        if keep(labels):
            labels = {key: text for key, text in labels.items() if text and key not in ("network", "node")}
            series[name, tuple(sorted(labels.items()))] = float(value)
    return series


class Exporter:
    """On a port of its own. Its connection stays open: a new one each time would be among what is counted."""

    def __init__(self, program):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.process = subprocess.Popen(
            [program, f"--web.listen-address=127.0.0.1:{port}", "--web.disable-exporter-metrics",
             "--collector.disable-defaults", "--collector.cpu.info", "--collector.netclass.ignored-devices=^lo$",
             "--path.udev.data=/nonexistent",  # nodewatch does not read it
             f"--collector.filesystem.mount-points-exclude={MOUNT_POINTS}",
             *(f"--collector.{name}" for name in COLLECTORS)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=DEADLINE)
        end = time.monotonic() + DEADLINE
        while True:
            try:
                self.connection.connect()
                return
            except OSError:
                assert time.monotonic() < end and self.process.poll() is None
                time.sleep(0.05)

    def series(self):
        self.connection.request("GET", "/metrics")
        text = self.connection.getresponse().read().decode()
        found = read_series(text, lambda labels: True)
        return {key: value for key, value in found.items() if not key[0].startswith(("node_scrape_", "node_exporter_"))}

    def end(self):
        self.connection.close()
        self.process.kill()
        self.process.wait()


class Watched:
    """nodewatch, on a connection that stays open too."""

    def __init__(self, process):
        self.connection = process.connect()

    def get(self, path):
        self.connection.request("GET", path)
        return self.connection.getresponse().read().decode()

    def rounds(self):
        target, = json.loads(self.get("/api/v1/status/targets"))["data"]["targets"]
        return min(activity["successes"] for activity in target["activities"])

    def series(self):
        """What was read after this was called."""
        # A round that runs now may have begun before.
        wanted = self.rounds() + 2
        end = time.monotonic() + DEADLINE
        while self.rounds() < wanted:
            assert time.monotonic() < end
            time.sleep(0.05)
        return read_series(self.get("/metrics"), lambda labels: labels.get("network") == "host")


def told_though_unknown(name, value):
    """The kernel says -1 where a network device has no speed."""
    return name == "node_network_speed_bytes" and value < 0


def fits(value, before, after):
    low, high = min(before, after), max(before, after)
    slack = 1e-9 * max(abs(low), abs(high))
    if math.isnan(value):
        return math.isnan(before) or math.isnan(after)
    return low - slack <= value <= high + slack


def main():
    program, = sys.argv[1:]
    exporter_program = shutil.which("prometheus-node-exporter")
    if exporter_program is None:
        print("skipped: prometheus-node-exporter is not installed (tests/packages.txt)")
        sys.exit(SKIPPED)
    with tempfile.TemporaryDirectory() as name:
        configuration = pathlib.Path(name) / "nodewatch.yaml"
        configuration.write_text(
            f"data_dir: {name}/history\n"
            "targets: [{network: host, metrics: all, intervals: {fast: 500ms, slow: 1s}}]\n")
        exporter = Exporter(exporter_program)
        try:
            with NodewatchProcess(program, configuration) as process:
                compare(exporter, Watched(process))
        finally:
            exporter.end()
    print("ok")


def compare(exporter, watched):
    right, wrong = set(), {}
    for turn in range(TURNS):
        before = exporter.series()
        ours = watched.series()
        after = exporter.series()
        lasting = before.keys() & after.keys()
        missing = {key for key in lasting - ours.keys() if not told_though_unknown(key[0], before[key])}
        more = {key for key in ours.keys() - before.keys() - after.keys() if key[0] not in NOT_OF_THIS_EXPORTER}
        wrong = {key: (before.get(key), ours.get(key), after.get(key)) for key in missing | more}
        for key in lasting & ours.keys():
            room = ANSWER_BYTES if key in MOVED_BY_THE_EXPORTER else 0
            if fits(ours[key], max(0, before[key] - room), after[key] + room):
                right.add(key)
            elif key not in right:
                wrong[key] = (before[key], ours[key], after[key])
        print(f"turn {turn + 1}: {len(right)} of {len(lasting)} series agree")
        if not wrong:
            break
    assert len(right) > 300, len(right)
    assert not wrong, "\n".join(f"{key}: {values}" for key, values in sorted(wrong.items()))


if __name__ == "__main__":
    main()
