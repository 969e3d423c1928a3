#!/usr/bin/env python3
"""Measures the real nodewatch against simulated nodes, over real sockets.

    bench/end_to_end.py [--build build/release] [throughput] [memory] [idle] [latency]

Without a name all are measured. Prints one figure a line. See bench/README.md.
"""

import argparse
import http.client
import json
import os
import queue
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TICKS = os.sysconf("SC_CLK_TCK")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Simulation:
    """nodewatch-sim-xrpl: its nodes, and the lines it prints later."""

    def __init__(self, build, *arguments):
        self.process = subprocess.Popen(
            [build / "sim/xrpl/nodewatch-sim-xrpl", *arguments],
            cwd=ROOT, stdout=subprocess.PIPE, text=True)
        self.nodes = []
        for line in self.process.stdout:
            if line.strip() == "ready":
                break
            self.nodes.append(json.loads(line))
        if not self.nodes:
            sys.exit("the simulation did not start")
        self.lines = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            self.lines.put(json.loads(line))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


class Nodewatch:
    """The real program, watching these nodes."""

    def __init__(self, build, nodes):
        self.port = free_port()
        self.folder = tempfile.TemporaryDirectory(prefix="nodewatch-bench-")
        config = Path(self.folder.name) / "nodewatch.yaml"
        targets = "".join(
            f"  - {{network: xrpl, name: {node['name']}, websocket: '{node['websocket']}',"
            f" http: '{node['http']}', watch_process: false}}\n" for node in nodes)
        config.write_text(
            f"listen: ['127.0.0.1:{self.port}']\nlog: {{level: warn}}\n"
            f"data_dir: {self.folder.name}/data\ntargets:\n{targets}")
        self.process = subprocess.Popen([build / "nodewatch", "run", "--config", config])
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        self._wait_until_up()

    def _wait_until_up(self):
        for _ in range(600):
            if self.process.poll() is not None:
                sys.exit("nodewatch ended")
            try:
                self.metrics()
                return
            except OSError:
                self.connection.close()
                time.sleep(0.05)
        sys.exit("nodewatch does not answer")

    def metrics(self):
        try:
            return self._get("/metrics")
        except ConnectionResetError:  # it idled too long
            self.connection.close()
            return self._get("/metrics")

    def _get(self, path):
        self.connection.request("GET", path)
        return self.connection.getresponse().read().decode()

    def value(self, name, node="n1"):
        found = re.search(rf'^{name}{{[^}}]*node="{node}"[^}}]*}} (\S+)', self.metrics(), re.M)
        return float(found.group(1)) if found else None

    def wait_for(self, name, at_least):
        while True:
            value = self.value(name)
            if value is not None and value >= at_least:
                return value
            time.sleep(0.02)

    def cpu_seconds(self):
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def resident_megabytes(self):
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) * 1024 / 1e6

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        self.folder.cleanup()


def throughput(build):
    messages = 3_000_000
    with Simulation(build, "--flood", str(messages)) as sim, Nodewatch(build, sim.nodes) as nw:
        nw.wait_for("xrpl_websocket_connected", 1)
        before = nw.cpu_seconds()
        flood = sim.lines.get(timeout=600)
        nw.wait_for("xrpl_websocket_message_count", messages)
        used = nw.cpu_seconds() - before
        nw.wait_for("xrpl_validations_checked_total", messages)
        seconds = flood["seconds"]
        print(f"throughput: {messages / seconds:,.0f} validations/s by the clock,"
              f" {messages / used:,.0f} per second of nodewatch's CPU time"
              f" ({messages:,} messages, {flood['bytes'] / 1e9:.2f} GB, {seconds:.1f} s,"
              f" {used:.1f} s of CPU)")


def memory(build):
    for count, seconds in ((1, 60), (100, 60)):
        arguments = ("--nodes", str(count), "--validators", str(max(count, 35)))
        with Simulation(build, *arguments) as sim, Nodewatch(build, sim.nodes) as nw:
            time.sleep(seconds)
            up = len(re.findall(r"^xrpl_up{[^}]*} 1$", nw.metrics(), re.M))
            print(f"memory: {nw.resident_megabytes():.1f} MB resident with {count} validators"
                  f" ({up} up, after {seconds} s)")


def idle(build):
    seconds = 60
    with Simulation(build, "--validators", "35") as sim, Nodewatch(build, sim.nodes) as nw:
        time.sleep(10)
        before = nw.cpu_seconds()
        time.sleep(seconds)
        used = nw.cpu_seconds() - before
        print(f"idle: {100 * used / seconds:.2f} % of a core with one validator"
              f" ({used:.2f} s in {seconds} s)")


def latency(build):
    pattern = re.compile(r"^xrpl_ledger_sequence{[^}]*} (\S+)$", re.M)
    samples = 1000
    with Simulation(build, "--pace", "40") as sim, Nodewatch(build, sim.nodes) as nw:
        nw.wait_for("xrpl_websocket_healthy", 1)
        time.sleep(2)
        seen = {}
        while len(seen) < samples:
            found = pattern.search(nw.metrics())
            if found:
                seen.setdefault(float(found.group(1)), time.time_ns())
        told = {}
        while not sim.lines.empty():
            line = sim.lines.get()
            told[float(line["ledger"])] = line["unix_ns"]
        # The first one was there before we looked.
        delays = sorted((at - told[ledger]) / 1e6 for ledger, at in list(seen.items())[1:])
        median, p99 = delays[len(delays) // 2], delays[len(delays) * 99 // 100]
        print(f"latency: {median:.2f} ms median, {p99:.2f} ms at the 99th percentile, from the"
              f" sending of a ledger to an answer of /metrics that shows it, the request included"
              f" ({len(delays)} ledgers)")


MEASUREMENTS = {"throughput": throughput, "memory": memory, "idle": idle, "latency": latency}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=Path, default=ROOT / "build/release")
    parser.add_argument("names", nargs="*")
    arguments = parser.parse_args()
    unknown = set(arguments.names) - MEASUREMENTS.keys()
    if unknown:
        sys.exit(f"unknown: {', '.join(unknown)}")
    load = os.getloadavg()[0]
    print(f"machine: {os.cpu_count()} cores, load {load:.1f} before")
    for name in arguments.names or MEASUREMENTS:
        MEASUREMENTS[name](arguments.build.resolve())


if __name__ == "__main__":
    main()
