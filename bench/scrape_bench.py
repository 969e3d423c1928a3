#!/usr/bin/env python3
"""Measures the scraper beside VictoriaMetrics, vmagent and Prometheus, on loopback.

    bench/scrape_bench.py size NODEWATCH [--minutes 20]
    bench/scrape_bench.py load NODEWATCH EXPORTER [--seconds 120] [--targets 200] [--series 500]
                               [--programs nodewatch,prometheus,victoria-metrics,vmagent]

size: nodewatch and VictoriaMetrics scrape one prometheus-node-exporter at 1 s at the same time; prints
what each sample takes on disk when both are stopped and compacted. load: each program in turn scrapes
bench_scrape_exporter at 5 s, on a core of its own; prints CPU, scrapes that were missed, and memory. See
bench/README.md.
"""

import argparse
import http.client
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
INTERVAL = 5


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def get(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path)
    body = connection.getresponse().read()
    connection.close()
    return body


def wait_for(port, path):
    end = time.monotonic() + 60
    while True:
        try:
            return get(port, path)
        except OSError:
            if time.monotonic() > end:
                sys.exit(f"nobody answers on port {port}")
            time.sleep(0.1)


class Program:
    """One of those that scrape, with its data in the folder; on one core when that is given."""

    def __init__(self, name, nodewatch, folder, jobs, core=None, sink=None):
        self.name, self.folder, self.port = name, folder, free_port()
        folder.mkdir()
        config = folder / "prometheus.yml"
        config.write_text(jobs)
        (folder / "nodewatch.yaml").write_text(
            f"data_dir: {folder}/data\nscrape: {{prometheus_files: [{config}]}}\n")
        listen = f"127.0.0.1:{self.port}"
        command = {
            "nodewatch": [nodewatch, "run", "--config", folder / "nodewatch.yaml", "--listen", listen],
            "prometheus": ["prometheus", f"--config.file={config}", f"--storage.tsdb.path={folder}/data",
                           f"--web.listen-address={listen}", "--log.level=error"],
            "victoria-metrics": ["victoria-metrics", f"-promscrape.config={config}", "-retentionPeriod=100y",
                                 "-search.latencyOffset=1ms", f"-storageDataPath={folder}/data", f"-httpListenAddr={listen}"],
            "vmagent": ["vmagent", f"-promscrape.config={config}", f"-remoteWrite.tmpDataPath={folder}/data",
                        f"-httpListenAddr={listen}", f"-remoteWrite.url=http://127.0.0.1:{sink}/api/v1/write"],
        }[name]
        pinned = ["taskset", "-c", str(core)] if core is not None else []
        environment = {**os.environ, **({"GOMAXPROCS": "1"} if core is not None else {})}
        self.process = subprocess.Popen([*pinned, *command], env=environment, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL)
        wait_for(self.port, "/metrics")

    def cpu_seconds(self):
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def megabytes(self, what):
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(rf"{what}:\s+(\d+)", status).group(1)) * 1024 / 1e6

    def query(self, expression):
        path = "/api/v1/query?" + urllib.parse.urlencode({"query": expression})
        result = json.loads(get(self.port, path))["data"]["result"]
        return float(result[0]["value"][1]) if result else 0

    def samples(self, job, window):
        """Those that the job's target brought, with those that the program adds to each scrape."""
        added = self.query(f'count({{job="{job}"}})') - self.query(f'scrape_samples_scraped{{job="{job}"}}')
        return (self.query(f'sum_over_time(scrape_samples_scraped{{job="{job}"}}[{window}])')
                + added * self.query(f'count_over_time(up{{job="{job}"}}[{window}])'))

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)


def bytes_in(folder):
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def parts_of(database):
    """Bytes of each table of nodewatch's file, by what it is for."""
    connection = sqlite3.connect(database)
    pages = dict(connection.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name"))
    used = {name: pages.get(name, 0) for name in ("chunk", "staging", "series", "tier_hour")}
    connection.close()
    return {**used, "the rest": sum(pages.values()) - sum(used.values())}


def size(arguments):
    for program in ("prometheus-node-exporter", "victoria-metrics"):
        if not shutil.which(program):
            sys.exit(f"{program} is not installed")
    port = free_port()
    exporter = subprocess.Popen(["prometheus-node-exporter", f"--web.listen-address=127.0.0.1:{port}"],
                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    jobs = ("global: {scrape_interval: 1s, scrape_timeout: 1s}\nscrape_configs:\n  - job_name: node\n"
            f"    static_configs: [{{targets: ['127.0.0.1:{port}']}}]\n")
    with tempfile.TemporaryDirectory() as name:
        wait_for(port, "/metrics")
        ours = Program("nodewatch", arguments.nodewatch, Path(name) / "nodewatch", jobs)
        theirs = Program("victoria-metrics", None, Path(name) / "victoria-metrics", jobs)
        loads = []
        for _ in range(arguments.minutes):
            time.sleep(60)
            loads.append(os.getloadavg()[0])
        counts = [p.samples("node", f"{arguments.minutes + 5}m") for p in (ours, theirs)]
        get(theirs.port, "/internal/force_flush")
        get(theirs.port, "/internal/force_merge")
        time.sleep(5)
        for program in (ours, theirs):
            program.stop()
        exporter.terminate()
        database = ours.folder / "data" / "nodewatch.db"
        before = bytes_in(ours.folder / "data")
        subprocess.run([arguments.nodewatch, "store", "compact", "--file", database,
                        "--config", ours.folder / "nodewatch.yaml"], check=True, stdout=subprocess.DEVNULL)
        print(f"{arguments.minutes} minutes, load {min(loads):.1f} to {max(loads):.1f}, median "
              f"{statistics.median(loads):.1f}")
        print(f"nodewatch: {counts[0]:.0f} samples, {database.stat().st_size / counts[0]:.3f} bytes each; "
              f"{before / counts[0]:.3f} before compaction")
        for table, taken in parts_of(database).items():
            print(f"    {table}: {taken} bytes, {taken / counts[0]:.3f} a sample")
        data = theirs.folder / "data"
        taken = {part: bytes_in(data / part) for part in ("data", "indexdb")}  # its caches are left out
        print(f"victoria-metrics: {counts[1]:.0f} samples, {sum(taken.values()) / counts[1]:.3f} bytes each")
        for part, size_of_part in taken.items():
            print(f"    {part}: {size_of_part} bytes, {size_of_part / counts[1]:.3f} a sample")


def load_of(name, arguments, folder, jobs, exporter_port):
    sink = None
    if name == "vmagent":
        sink = Program("victoria-metrics", None, folder / "sink", "scrape_configs: []\n", core=1)
    program = Program(name, arguments.nodewatch, folder / name, jobs, core=0, sink=sink and sink.port)
    time.sleep(30)  # all targets were scraped, caches are full
    cpu, scrapes, begin = program.cpu_seconds(), int(get(exporter_port, "/scrapes")), time.monotonic()
    time.sleep(arguments.seconds)
    took = time.monotonic() - begin
    cpu = (program.cpu_seconds() - cpu) / took * 100
    scrapes = int(get(exporter_port, "/scrapes")) - scrapes
    missed = max(0, round(arguments.targets * took / INTERVAL) - scrapes)
    print(f"{name}: {cpu:.2f} % of a core, {scrapes} scrapes, about {missed} missed, "
          f"{program.megabytes('VmRSS'):.1f} MB resident, peak {program.megabytes('VmHWM'):.1f} MB, "
          f"{bytes_in(folder / name / 'data') / 1e6:.1f} MB on disk, load {os.getloadavg()[0]:.1f}", flush=True)
    if name == "nodewatch":
        print(f"    skipped {program.query('sum(nodewatch_scrapes_skipped_total)'):.0f}, failed "
              f"{program.query('sum(nodewatch_scrape_failures_total)'):.0f}")
    program.stop()
    if sink:
        sink.stop()


def load(arguments):
    exporter = subprocess.Popen(["taskset", "-c", "1", arguments.exporter, str(arguments.targets), str(arguments.series)],
                                stdout=subprocess.PIPE, text=True)
    port = int(exporter.stdout.readline())
    jobs = f"global: {{scrape_interval: {INTERVAL}s, scrape_timeout: {INTERVAL}s}}\nscrape_configs:\n" + "".join(
        f"  - {{job_name: job{i}, metrics_path: /{i}, static_configs: [{{targets: ['127.0.0.1:{port}']}}]}}\n"
        for i in range(1, arguments.targets + 1))
    try:
        with tempfile.TemporaryDirectory() as folder:
            for name in arguments.programs.split(","):
                load_of(name, arguments, Path(folder), jobs, port)
    finally:
        exporter.terminate()


def main():
    parser = argparse.ArgumentParser()
    modes = parser.add_subparsers(dest="mode", required=True)
    sizes = modes.add_parser("size")
    sizes.add_argument("nodewatch")
    sizes.add_argument("--minutes", type=int, default=20)
    loads = modes.add_parser("load")
    loads.add_argument("nodewatch")
    loads.add_argument("exporter")
    loads.add_argument("--seconds", type=int, default=120)
    loads.add_argument("--targets", type=int, default=200)
    loads.add_argument("--series", type=int, default=500)
    loads.add_argument("--programs", default="nodewatch,prometheus,victoria-metrics,vmagent")
    arguments = parser.parse_args()
    {"size": size, "load": load}[arguments.mode](arguments)


if __name__ == "__main__":
    main()
