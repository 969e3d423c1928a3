#!/usr/bin/env python3
"""What Debian's node exporter says of the trees beside this file: writes NAME_expected.txt for each NAME.txt.

A tree is a text: "== PATH" before the content of each file, "-> PATH TARGET" for each link.
"""

import os
import pathlib
import socket
import subprocess
import tempfile
import time
import urllib.request

FOLDER = pathlib.Path(__file__).parent
# Those that read files: uname, timex and TCP's states are system calls.
COLLECTORS = ("arp", "conntrack", "cpu", "cpufreq", "diskstats", "entropy", "filefd", "filesystem", "hwmon",
              "interrupts", "loadavg", "meminfo", "netclass", "netdev", "netstat", "os", "powersupplyclass",
              "pressure", "processes", "schedstat", "sockstat", "softnet", "stat", "thermal_zone",
              "udp_queues", "vmstat")
MOUNT_POINTS = r"^/(dev|proc|run/credentials/.+|sys|var/lib/docker/.+|var/lib/containers/storage/.+)($|/)"


def unpack(text, folder):
    name, lines = None, []

    def write():
        if name:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text("".join(lines))

    for line in text.splitlines(keepends=True):
        if line.startswith("== "):
            write()
            name, lines = line[3:].rstrip("\n"), []
        elif line.startswith("-> "):
            write()
            name, path, target = None, *line[3:].split()
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            os.symlink(target, folder / path)
        else:
            lines.append(line)
    write()


def read_exporter(folder):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    exporter = subprocess.Popen(
        ["prometheus-node-exporter", f"--web.listen-address=127.0.0.1:{port}", "--web.disable-exporter-metrics",
         "--collector.disable-defaults", "--collector.cpu.info", "--collector.netclass.ignored-devices=^lo$",
         "--no-collector.netdev.netlink", f"--collector.filesystem.mount-points-exclude={MOUNT_POINTS}",
         f"--path.procfs={folder}/proc", f"--path.sysfs={folder}/sys", f"--path.rootfs={folder}/root",
         f"--path.udev.data={folder}/udev", *(f"--collector.{name}" for name in COLLECTORS)],
        stderr=subprocess.DEVNULL)
    try:
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=30) as answer:
                    return answer.read().decode()
            except OSError:
                assert exporter.poll() is None
                time.sleep(0.05)
    finally:
        exporter.kill()
        exporter.wait()


def main():
    for tree in sorted(FOLDER.glob("*.txt")):
        if tree.stem.endswith("_expected"):
            continue
        with tempfile.TemporaryDirectory() as folder:
            unpack(tree.read_text(), pathlib.Path(folder))
            series = [line for line in read_exporter(folder).splitlines()
                      if line.startswith("node_") and not line.startswith(("node_exporter_", "node_scrape_collector_d"))]
        failed = [line for line in series if line.startswith("node_scrape_") and line.endswith(" 0")]
        print(tree.name, len(series), "series; collectors that failed:", failed)
        series = [line for line in series if not line.startswith("node_scrape_")]
        (FOLDER / f"{tree.stem}_expected.txt").write_text("\n".join(series) + "\n")


if __name__ == "__main__":
    main()
