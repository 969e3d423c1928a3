#!/usr/bin/env python3
"""The history reaches Debian's InfluxDB 1.6 and VictoriaMetrics, on both write paths, with equal values: over
an outage of the server, and over kill -9 of nodewatch in it and outside of it.

Usage: influx_test.py NODEWATCH NODEWATCH_SIM_XRPL NODEWATCH_SIM_BITCOIN

The scenarios run at the same time, for most of each is waiting.
"""

import concurrent.futures
import contextlib
import http.client
import json
import math
import os
import pathlib
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse

from nodewatch_process import DEADLINE, NodewatchProcess

# The label `node`, by how a metric's name begins. One has all that the line protocol escapes.
NODES = {"xrpl": "val, 1 = \\a", "bitcoin": "main-1", "nodewatch": socket.gethostname()}
SKIPPED = 77

# (measurement, field, metric, fixed label): what an InfluxDB user finds where PromQL finds the metric. Written by
# hand from the declarations; Bitcoin's are those of the dashboards that people have.
SERIES = [
    ("xrpl_ledger", "sequence", "xrpl_ledger_sequence", None),
    ("xrpl_ledger", "closed", "xrpl_ledgers_closed_total", None),
    ("xrpl_ledger", "age", "xrpl_ledger_age_seconds", None),
    ("xrpl_ledger", "transaction_rate", "xrpl_transaction_rate", None),
    ("xrpl_validation", "checked", "xrpl_validations_checked_total", None),
    ("xrpl_validation", "coverage_1h", "xrpl_validation_coverage_ratio", ("window", "1h")),
    ("xrpl_validation", "coverage_24h", "xrpl_validation_coverage_ratio", ("window", "24h")),
    ("xrpl_load", "load_factor", "xrpl_load_factor", None),
    ("blockchain", "best_height", "bitcoin_blockchain_best_height", None),
    ("blockchain", "verification_progress", "bitcoin_blockchain_verification_progress", None),
    ("mempool", "tx_count", "bitcoin_mempool_tx_count", None),
    ("nodewatch_hub", "points", "nodewatch_points_total", None),
]


def ports_to_listen_at():
    """In random order: those that the kernel gives to no connection, for a database's port is free while that is
    stopped."""
    first, last = map(int, pathlib.Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split())
    ports = [port for port in range(10_000, 65_536) if not first <= port <= last]
    random.shuffle(ports)
    return iter(ports)


PORTS = ports_to_listen_at()


def free_port():
    """None is given twice."""
    for port in PORTS:
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port
    raise OSError("no free port outside of net.ipv4.ip_local_port_range")


def get(port, path, method="GET"):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(method, path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


class Server:
    """A database on a loopback port; its data outlives stop()."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir()
        self.port = free_port()
        self.process = None

    def start(self):
        command, environment = self.command()
        self.process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=(self.folder / "log").open("a"),
            env={**os.environ, **environment}, cwd=self.folder)
        end = time.monotonic() + DEADLINE
        while not self.answers():
            assert time.monotonic() < end and self.process.poll() is None, (self.folder / "log").read_text()
            time.sleep(0.05)

    def answers(self):
        try:
            return get(self.port, self.PING)[0] in (200, 204)
        except OSError:
            return False

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait(DEADLINE)
            self.process = None


class InfluxDB(Server):
    PING = "/ping"
    PRECISION = 0

    def command(self):
        return ["influxd"], {
            "INFLUXDB_REPORTING_DISABLED": "true",
            "INFLUXDB_BIND_ADDRESS": f"127.0.0.1:{free_port()}",
            "INFLUXDB_HTTP_BIND_ADDRESS": f"127.0.0.1:{self.port}",
            "INFLUXDB_META_DIR": f"{self.folder}/meta",
            "INFLUXDB_DATA_DIR": f"{self.folder}/data",
            "INFLUXDB_DATA_WAL_DIR": f"{self.folder}/wal",
            "INFLUXDB_MONITOR_STORE_ENABLED": "false",
        }

    def prepare(self):
        status, body = get(self.port, "/query?q=" + urllib.parse.quote('CREATE DATABASE "watch"'), "POST")
        assert status == 200, body

    def samples(self, measurement, field, node):
        query = f'SELECT "{field}" FROM "{measurement}" WHERE "node" = \'{node}\''
        parameters = urllib.parse.urlencode({"db": "watch", "epoch": "ms", "q": query})
        status, body = get(self.port, "/query?" + parameters)
        assert status == 200, body
        series = json.loads(body)["results"][0].get("series", [])
        return {when: value for one in series for when, value in one["values"]}


class VictoriaMetrics(Server):
    PING = "/health"
    PRECISION = 2e-12  # it keeps 12 digits

    def command(self):
        return ["victoria-metrics", f"-httpListenAddr=127.0.0.1:{self.port}", f"-storageDataPath={self.folder}/data",
                "-retentionPeriod=100y", "-memory.allowedBytes=64MB"], {}

    def prepare(self):
        pass

    def samples(self, measurement, field, node):
        get(self.port, "/internal/force_flush")
        match = f'{{__name__="{measurement}_{field}",node="{node}"}}'
        status, body = get(self.port, "/api/v1/export?match[]=" + urllib.parse.quote(match))
        assert status == 200, body
        found = {}
        for line in body.splitlines():
            series = json.loads(line)
            found.update(zip(series["timestamps"], series["values"]))
        return found


class Nodewatch(NodewatchProcess):
    def metric(self, name, **labels):
        """Its value in /metrics, of the first series that has the labels; 0 when there is none."""
        for line in self.request("GET", "/metrics")[1].splitlines():
            if line.startswith(name + "{") and all(f'{k}="{v}"' in line for k, v in labels.items()):
                return float(line.rsplit(" ", 1)[1])
        return 0

    def wait_for_ledgers(self, count):
        """So many more than now."""
        name = "xrpl_ledgers_closed_total"
        first = self.wait_until(lambda: self.metric(name), "no ledger is told")
        self.wait_until(lambda: self.metric(name) >= first + count, "no more ledgers come")

    def wait_until_sent(self):
        """Until all that happened before the call is in the database; returns the time of the call."""
        begin = time.time()
        name = "nodewatch_influx_lag_seconds"
        self.wait_until(lambda: (lag := self.metric(name)) and time.time() - lag > begin + 1,
                        "the cursor does not come to now")
        return begin


def exported(program, folder):
    """All samples of the history: metric with its labels -> {ms: value}."""
    text = subprocess.run([program, "store", "export", "--file", folder / "state/nodewatch.db"],
                          check=True, capture_output=True, text=True).stdout
    series = {}
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        name, value, when = line.rsplit(" ", 2)
        if value != "NaN":
            series.setdefault(name, {})[int(when)] = float(value)
    return series


def history_of(history, metric, label, node):
    found = [samples for name, samples in history.items()
             if name.startswith(metric + "{") and f'node="{node}"' in name
             and (not label or f'{label[0]}="{label[1]}"' in name)]
    assert len(found) == 1, (metric, len(found))
    return found[0]


def compare(server, history, until):
    """Nothing that the history had before `until` is missing or differs."""
    compared = 0
    for measurement, field, metric, label in SERIES:
        # In the export and in both languages of the servers a backslash escapes.
        node = NODES[metric.split("_")[0]].replace("\\", "\\\\")
        kept = history_of(history, metric, label, node)
        kept = {when: value for when, value in kept.items() if when <= until * 1000}
        sent = server.samples(measurement, field, node)
        missing = sorted(kept.keys() - sent.keys())
        assert not missing, (measurement, field, len(missing), len(kept), missing[:3])
        for when, value in kept.items():
            assert math.isclose(sent[when], value, rel_tol=server.PRECISION), (field, when, sent[when], value)
        assert len(kept) >= 3, (metric, len(kept))
        compared += len(kept)
    return compared


def run_scenario(program, nodes, folder, server, keys):
    configuration = pathlib.Path(folder) / "nodewatch.yaml"
    configuration.write_text(
        f"data_dir: {folder}/state\n"
        f"sinks: {{influx: {{url: 'http://127.0.0.1:{server.port}', interval: 1s, timeout: 5s, {keys}}}}}\n"
        f"targets: [{', '.join(nodes)}]\n")
    nodewatch = None
    try:
        server.start()
        server.prepare()
        nodewatch = Nodewatch(program, configuration)
        nodewatch.wait_for_ledgers(2)
        nodewatch.wait_until_sent()
        # An outage, in which nodewatch is killed.
        server.stop()
        nodewatch.wait_for_ledgers(2)
        nodewatch.wait_until(lambda: nodewatch.metric("nodewatch_influx_failures_total", reason="connection"),
                             "the outage is not noticed")
        nodewatch.end(signal.SIGKILL)
        nodewatch = Nodewatch(program, configuration)
        nodewatch.wait_for_ledgers(2)
        server.start()
        nodewatch.wait_until_sent()
        # A kill while it writes.
        nodewatch.end(signal.SIGKILL)
        nodewatch = Nodewatch(program, configuration)
        nodewatch.wait_for_ledgers(2)
        until = nodewatch.wait_until_sent()
        assert nodewatch.metric("nodewatch_influx_points_dropped_total", reason="refused") == 0
        assert nodewatch.metric("nodewatch_influx_points_dropped_total", reason="partial") == 0
        nodewatch.end(signal.SIGTERM)
        return compare(server, exported(program, folder), until)
    finally:
        if nodewatch:
            nodewatch.process.kill()
            nodewatch.process.wait()
        server.stop()


SCENARIOS = {
    "InfluxDB 1.6, /write": (InfluxDB, "database: watch"),
    "VictoriaMetrics, /write": (VictoriaMetrics, "database: watch"),
    "VictoriaMetrics, /api/v2/write": (VictoriaMetrics, "org: o, bucket: watch, gzip: false"),
}


def run_scenarios(program, nodes, folder):
    with concurrent.futures.ThreadPoolExecutor() as threads:
        runs = {}
        for number, (name, (kind, keys)) in enumerate(SCENARIOS.items()):
            place = folder / str(number)
            place.mkdir()
            runs[name] = threads.submit(run_scenario, program, nodes, place, kind(place / "server"), keys)
        for name, run in runs.items():
            print(f"{name}: {run.result()} samples are equal")


def main():
    program, sim_xrpl, sim_bitcoin = sys.argv[1:]
    if not shutil.which("influxd") or not shutil.which("victoria-metrics"):
        print("skipped: influxdb and victoria-metrics are not installed")
        return SKIPPED
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as simulated:
        cookie = f"{folder}/.cookie"
        addresses = []
        for command in ([sim_xrpl, "--pace", "4"], [sim_bitcoin, cookie]):
            process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            simulated.callback(process.communicate)
            simulated.callback(process.terminate)
            addresses.append(json.loads(process.stdout.readline()))
        xrpl, bitcoin = addresses
        nodes = [f"{{network: xrpl, name: '{NODES['xrpl']}', websocket: '{xrpl['websocket']}', "
                 f"http: '{xrpl['http']}'}}",
                 f"{{network: bitcoin, name: {NODES['bitcoin']}, http: '{bitcoin['http']}', cookie_file: {cookie}, "
                 "intervals: {fast: 1s}}"]
        run_scenarios(program, nodes, pathlib.Path(folder))
    return 0


if __name__ == "__main__":
    sys.exit(main())
