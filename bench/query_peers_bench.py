#!/usr/bin/env python3
"""Queries over HTTP, side by side with VictoriaMetrics and Prometheus on the same data.

    bench/query_peers_bench.py CACHE [--build build/release] [--data month,nodes,fresh,many]
                               [--only TEXT] [--rounds 20]

CACHE is a folder for the loaded databases; the first run fills it (10 minutes, 3 GB), later ones start
at once. Remove CACHE/<data>/nodewatch after a change of how samples are stored.

month: 30 days of one validator, 51 series, 24 million samples. nodes: a day of 20 validators. fresh: the
same, in nodewatch as it is left by taking it in, the newest samples in memory, as dashboards that show
now meet it; the others are alike for both. many: 40,000 series, 20 minutes. All three servers run on one core, with one thread where they let us say so,
this program on another, and each query is asked of one after the other, `--rounds` times. Each server
has one connection, and no answer is compressed. VictoriaMetrics is asked not to use its result cache.
"""

import argparse
import http.client
import json
import math
import os
import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.parse
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
START = 1_760_000_000  # of the generated data, seconds
HOUR, DAY = 3600, 86400
BLOCK = 2 * HOUR  # of Prometheus
SERVER_CORE, CLIENT_CORE = 0, 1
BODY_BYTES = 24_000_000
# Before each query, seconds: a peer may collect garbage after its answer, on the core of all.
PAUSE = 0.02


# ---------------------------------------------------------------- what is asked

def instant(expr, at):
    return "/api/v1/query", {"query": expr, "time": at}


def over(expr, start, end, step):
    return "/api/v1/query_range", {"query": expr, "start": start, "end": end, "step": step}


def queries_of(data):
    """(name, path, parameters) of each query."""
    end = START + {"month": 30 * DAY, "nodes": DAY, "fresh": DAY, "many": 20 * 60}[data]
    last_hour, last_day = (end - HOUR, end, 15), (end - DAY, end, 60)
    hourly, fine = (START + HOUR, end, HOUR), (START + 300, end, 300)
    everything = {"start": START, "end": end}
    if data == "month":
        gauge, noisy = "xrpl_peers", "xrpl_process_resident_bytes"
        fast, counter = "xrpl_validations_received_total", "xrpl_process_cpu_seconds_total"
        at_state = "avg_over_time((xrpl_state_value == bool 7)[24h:10s])"
        return [
            ("last value of 38 series", *instant('{__name__=~"xrpl_.+"}', end)),
            ("1 h, step 15 s", *over(gauge, *last_hour)),
            ("24 h, step 60 s", *over(gauge, *last_day)),
            ("30 d, step 5 m", *over(gauge, *fine)),
            ("avg_over_time[1h], 30 d, step 1 h", *over(f"avg_over_time({gauge}[1h])", *hourly)),
            ("the same, a series at 1 s", *over(f"avg_over_time({fast}[1h])", *hourly)),
            ("rate[5m], 24 h, step 60 s", *over(f"rate({counter}[5m])", *last_day)),
            ("rate[5m], 30 d, step 1 h", *over(f"rate({counter}[5m])", *hourly)),
            ("max_over_time[1h], 24 h, step 60 s", *over(f"max_over_time({noisy}[1h])", *last_day)),
            ("stddev_over_time[1h], 24 h, step 60 s",
             *over(f"stddev_over_time({noisy}[1h])", *last_day)),
            ("quantile_over_time[1h], 24 h, step 60 s",
             *over(f"quantile_over_time(0.99, {noisy}[1h])", *last_day)),
            ("quantile_over_time[1h], 30 d, step 1 h",
             *over(f"quantile_over_time(0.99, {noisy}[1h])", *hourly)),
            ("avg_over_time((x == bool 7)[24h:10s])", *instant(at_state, end)),
            ("label values __name__", "/api/v1/label/__name__/values", everything),
            ("series, 51", "/api/v1/series", {"match[]": '{network="xrpl"}', **everything}),
        ]
    if data == "fresh":
        gauge, counter = "xrpl_process_resident_bytes", "xrpl_process_cpu_seconds_total"
        return [
            ("last value of 1,020 series", *instant('{network="xrpl"}', end)),
            ("last value of 20 series", *instant(gauge, end)),
            ("topk(5), 20 series, instant", *instant(f"topk(5, {gauge})", end)),
            ("sum (rate[5m]), 20 series, instant", *instant(f"sum(rate({counter}[5m]))", end)),
            ("1 h, step 15 s, 1 series", *over(f'{gauge}{{node="validator-7"}}', *last_hour)),
            ("1 h, step 15 s, 20 series", *over(gauge, *last_hour)),
        ]
    if data == "nodes":
        gauge, counter = "xrpl_process_resident_bytes", "xrpl_process_cpu_seconds_total"
        day = (START + 300, end, 60)
        return [
            ("last value of 1,020 series", *instant('{network="xrpl"}', end)),
            ("sum, 20 series, 24 h", *over(f"sum by (network) ({gauge})", *day)),
            ("sum by (node) (rate[5m]), 20 series, 24 h",
             *over(f"sum by (node) (rate({counter}[5m]))", *day)),
            ("topk(5), 20 series, instant", *instant(f"topk(5, {gauge})", end)),
            ("topk(5), 20 series, 24 h", *over(f"topk(5, {gauge})", *day)),
            ("avg_over_time[5m], 20 series, 24 h", *over(f"avg_over_time({gauge}[5m])", *day)),
            ("quantile(0.9), 20 series, 24 h", *over(f"quantile(0.9, {gauge})", *day)),
            ("label values node", "/api/v1/label/node/values", everything),
            ("series, 1,020", "/api/v1/series", {"match[]": '{network="xrpl"}', **everything}),
        ]
    return [
        ("40,000 series, instant", *instant('{network="many"}', end)),
        ("a tenth of 40,000", *instant('{zone="zone-3"}', end)),
        ("a regular expression, 4,400", *instant('{__name__=~"metric_1.*",node=~".+"}', end)),
        ("sum by (zone), 40,000", *instant('sum by (zone) ({network="many"})', end)),
        ("one name, 400 series", *instant("metric_42", end)),
        ("one of 40,000 series", *instant('metric_42{node="node-42"}', end)),
        ("sum by (zone), 400 series, 20 m, step 15 s",
         *over("sum by (zone) (metric_42)", START + 300, end, 15)),
        ("label values node of 40,000", "/api/v1/label/node/values", everything),
        ("series, 4,000", "/api/v1/series", {"match[]": '{zone="zone-3"}', **everything}),
    ]


# ---------------------------------------------------------------- the data

def validator_text(build, days, validators):
    """Lines of Prometheus text in large pieces, each whole lines."""
    program = subprocess.Popen([build / "bench/bench_validator_text", "jitter", str(days),
                                str(validators)], stdout=subprocess.PIPE)
    rest = b""
    while piece := program.stdout.read(BODY_BYTES):
        piece = rest + piece
        end = piece.rfind(b"\n") + 1
        rest = piece[end:]
        yield piece[:end]
    assert program.wait() == 0 and not rest


def many_series_text():
    for minute in range(21):
        yield "".join(
            f'metric_{m}{{network="many",node="node-{n}",zone="zone-{n % 10}"}}'
            f" {(m * 7919 + n * 104729 + minute * 31) % 1000 / 8} {(START + 60 * minute) * 1000}\n"
            for n in range(400) for m in range(100)).encode()


def text_of(data, build):
    if data == "many":
        return many_series_text()
    return validator_text(build, *((30, 1) if data == "month" else (1, 20)))


# ---------------------------------------------------------------- the servers

def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def bytes_in(folder):
    return sum(f.stat().st_size for f in folder.rglob("*") if f.is_file())


class Server:
    """A program with its data folder, on the core of the servers."""

    def __init__(self, folder):
        self.folder = folder
        self.port = free_port()
        self.log = open(folder / "log.txt", "wb")
        self.process = subprocess.Popen(
            ["taskset", "-c", str(SERVER_CORE), *map(str, self.command())],
            stdout=self.log, stderr=self.log, env={**os.environ, "GOMAXPROCS": "1"})
        self.wait_until_ready()
        self.connect()

    def wait_until_ready(self):
        for _ in range(1200):
            if self.process.poll() is not None:
                sys.exit(f"{self.name} ended; see {self.folder}/log.txt")
            try:
                if self.get(self.ready_path)[0] == 200:
                    return
            except OSError:
                pass
            time.sleep(0.1)
        sys.exit(f"{self.name} does not get ready")

    def get(self, path, method="GET", body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=600)
        connection.request(method, path, body)
        response = connection.getresponse()
        answer = response.read()
        connection.close()
        return response.status, answer

    def connect(self):
        self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def receive(self):
        piece = self.socket.recv(1 << 20)
        if not piece:
            sys.exit(f"{self.name} closed the connection")
        return piece

    def ask(self, path, parameters):
        """The time in ms until the last byte, and the body. Reads no more of HTTP than it must."""
        target = f"{path}?{urllib.parse.urlencode({**parameters, **self.extra_parameters})}"
        request = f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n\r\n".encode()
        began = time.perf_counter_ns()
        self.socket.sendall(request)
        start = self.receive()
        while b"\r\n\r\n" not in start:
            start += self.receive()
        head, _, rest = start.partition(b"\r\n\r\n")
        length = None
        for line in head.lower().split(b"\r\n"):
            if line.startswith(b"content-length:"):
                length = int(line[15:])
        pieces, size, tail = [rest], len(rest), rest[-5:]
        while size < length if length is not None else tail != b"0\r\n\r\n":
            pieces.append(self.receive())
            size += len(pieces[-1])
            tail = (tail + pieces[-1])[-5:]
        took = (time.perf_counter_ns() - began) / 1e6
        body = b"".join(pieces)
        if not head.startswith(b"HTTP/1.1 200"):
            sys.exit(f"{self.name}: {target}: {head.decode()} {body[:500].decode()}")
        return took, body if length is not None else unchunked(body)

    def cpu_ms(self):
        """Of all its threads, in ns as the scheduler counts it."""
        total = 0
        for thread in Path(f"/proc/{self.process.pid}/task").iterdir():
            total += int((thread / "schedstat").read_text().split()[0])
        return total / 1e6

    def resident_megabytes(self):
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) * 1024 / 1e6

    def stop(self):
        self.process.terminate()
        self.process.wait()
        self.log.close()

    @classmethod
    def load_text(cls, folder, data, build):
        """Fills a fresh folder by text over HTTP; what that cost goes beside it."""
        server = cls(folder)
        samples, before = 0, server.cpu_ms()
        for body in text_of(data, build):
            samples += body.count(b"\n")
            status, answer = server.get("/api/v1/import/prometheus", "POST", body)
            assert status < 300, answer
        server.flush()
        cost = {"samples": samples, "cpu_seconds": (server.cpu_ms() - before) / 1000}
        server.settle()
        server.stop()
        if data != "fresh":
            server.compact()
        (folder / "ingest.json").write_text(json.dumps(cost))

    def flush(self):
        pass

    def settle(self):
        pass

    def compact(self):
        pass


class Nodewatch(Server):
    name, ready_path, extra_parameters = "nodewatch", "/ready", {}
    build = None

    def command(self):
        config = self.folder / "nodewatch.yaml"
        config.write_text(
            f"listen: ['127.0.0.1:{self.port}']\nimport: true\nlog: {{level: warn}}\n"
            f"data_dir: {self.folder}/data\nquery: {{edges: prometheus2}}\n"
            "store: {retention: 0s, minute_retention: 0s, hour_retention: 0s}\n")
        return [self.build / "nodewatch", "run", "--config", config]

    def flush(self):
        time.sleep(3)

    def compact(self):
        subprocess.run([self.build / "nodewatch", "store", "compact", "--config",
                        self.folder / "nodewatch.yaml"], check=True)

    def disk_bytes(self):
        return bytes_in(self.folder / "data")

    @classmethod
    def prepare(cls, folder, data, build):
        cls.load_text(folder, data, build)


class VictoriaMetrics(Server):
    name, ready_path, extra_parameters = "VictoriaMetrics", "/health", {"nocache": "1"}

    def command(self):
        return ["victoria-metrics", f"-storageDataPath={self.folder}/data", "-retentionPeriod=100y",
                f"-httpListenAddr=127.0.0.1:{self.port}", "-http.connTimeout=10h"]

    def flush(self):
        self.get("/internal/force_flush")

    def settle(self):
        self.get("/internal/force_merge")
        quiet = 0
        while quiet < 5:
            before = self.cpu_ms()
            time.sleep(1)
            quiet = quiet + 1 if self.cpu_ms() - before < 50 else 0

    def disk_bytes(self):
        return bytes_in(self.folder / "data")

    @classmethod
    def prepare(cls, folder, data, build):
        cls.load_text(folder, data, build)


class Prometheus(Server):
    name, ready_path, extra_parameters = "Prometheus", "/-/ready", {}

    def command(self):
        (self.folder / "prometheus.yml").write_text("scrape_configs: []\n")
        return ["prometheus", f"--config.file={self.folder}/prometheus.yml",
                f"--storage.tsdb.path={self.folder}/data", "--storage.tsdb.retention.time=10y",
                f"--web.listen-address=127.0.0.1:{self.port}", "--log.level=error"]

    def disk_bytes(self):
        return bytes_in(self.folder / "data")

    @classmethod
    def prepare(cls, folder, data, build):
        """promtool reads its whole input once per block of two hours: a file for each."""
        files = {}
        for body in text_of(data, build):
            for line in body.decode().splitlines():
                series, _, ms = line.rpartition(" ")
                block = int(ms) // (BLOCK * 1000)
                if block not in files:
                    files[block] = open(folder / f"{block}.om", "w")
                files[block].write(f"{series} {ms[:-3]}.{ms[-3:]}\n")
        for block, file in sorted(files.items()):
            file.write("# EOF\n")
            file.close()
            subprocess.run(["promtool", "tsdb", "create-blocks-from", "openmetrics", "-q", file.name,
                            folder / "data"], check=True, stdout=subprocess.DEVNULL)
            os.remove(file.name)
        server = cls(folder)
        blocks, quiet = None, 0  # its compaction begins after a minute
        while quiet < 90:
            now = sorted(f.name for f in (folder / "data").iterdir())
            blocks, quiet = now, quiet + 1 if now == blocks else 0
            time.sleep(1)
        server.stop()


KINDS = (Nodewatch, VictoriaMetrics, Prometheus)


def prepared(cache, data, build):
    """The three servers, running on their loaded folders."""
    folders = []
    for kind in KINDS:
        shared = data == "fresh" and kind != Nodewatch
        folder = cache / ("nodes" if shared else data) / kind.__name__.lower()
        folders.append(folder)
        if (folder / "done").exists():
            continue
        print(f"loading {folder} ...", file=sys.stderr, flush=True)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        kind.prepare(folder, data, build)
        (folder / "done").touch()
    return [kind(folder) for kind, folder in zip(KINDS, folders)]


# ---------------------------------------------------------------- answers

def unchunked(body):
    whole, place = [], 0
    while True:
        end = body.index(b"\r\n", place)
        size = int(body[place:end], 16)
        if size == 0:
            return b"".join(whole)
        whole.append(body[end + 2:end + 2 + size])
        place = end + 4 + size


def shape(body):
    """Series or items, and points."""
    data = json.loads(body)["data"]
    if isinstance(data, list):
        return len(data), 0
    result = data["result"]
    return len(result), sum(len(s["values"]) if "values" in s else 1 for s in result)


def differs(ours, theirs):
    """What is not equal in the answers, to 1e-9; None when nothing is."""
    ours, theirs = json.loads(ours)["data"], json.loads(theirs)["data"]
    if isinstance(ours, list):
        return None if ours == theirs else "lists differ"
    columns = [{json.dumps(s["metric"], sort_keys=True): s.get("values") or [s["value"]]
                for s in answer["result"]} for answer in (ours, theirs)]
    if columns[0].keys() != columns[1].keys():
        return "series differ"
    for key, points in columns[0].items():
        others = columns[1][key]
        if [t for t, _ in points] != [t for t, _ in others]:
            return f"times of {key} differ"
        for (t, a), (_, b) in zip(points, others):
            if a != b and not math.isclose(float(a), float(b), rel_tol=1e-9, abs_tol=1e-12):
                return f"{key} at {t}: {a}, not {b}"
    return None


def measure(servers, query, rounds):
    name, path, parameters = query
    answers = [server.ask(path, parameters)[1] for server in servers]
    took, cpu = [[] for _ in servers], []
    before = [server.cpu_ms() for server in servers]
    for _ in range(rounds):
        for server, times in zip(servers, took):
            time.sleep(PAUSE)
            times.append(server.ask(path, parameters)[0])
    cpu = [(server.cpu_ms() - b) / rounds for server, b in zip(servers, before)]
    median = [statistics.median(times) for times in took]
    ours, vm, prometheus = answers
    notes = []
    if difference := differs(ours, prometheus):
        notes.append(f"not as Prometheus: {difference}")
    if shape(ours) != shape(vm):
        notes.append(f"VM has {shape(vm)}, we {shape(ours)}")
    print(f"| {name} | " + " | ".join(f"{m:.2f}" for m in median) +
          f" | {median[0] / min(median[1:]):.2f} | " + " / ".join(f"{c:.2f}" for c in cpu) +
          f" | {'; '.join(notes)} |", flush=True)


def compare(cache, data, arguments):
    servers = prepared(cache, data, arguments.build)
    try:
        before = [server.resident_megabytes() for server in servers]
        print(f"\n### {data} (load {os.getloadavg()[0]:.1f})\n")
        print("| query | nodewatch ms | VM ms | Prometheus ms | to the faster | CPU ms of each | |")
        print("| --- | --- | --- | --- | --- | --- | --- |")
        for query in queries_of(data):
            if arguments.only in query[0]:
                measure(servers, query, arguments.rounds)
        print(f"\n| {data} | " + " | ".join(server.name for server in servers) + " |")
        print("| --- | --- | --- | --- |")
        print("| resident before, MB | " + " | ".join(f"{mb:.1f}" for mb in before) + " |")
        print("| resident after, MB | " +
              " | ".join(f"{server.resident_megabytes():.1f}" for server in servers) + " |")
        print("| on disk, MB | " +
              " | ".join(f"{server.disk_bytes() / 1e6:.2f}" for server in servers) + " |")
        costs = [server.folder / "ingest.json" for server in servers]
        print("| CPU s of taking the text | " + " | ".join(
            f"{json.loads(c.read_text())['cpu_seconds']:.2f}" if c.exists() else "" for c in costs) +
            " |", flush=True)
    finally:
        for server in servers:
            server.stop()


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cache", type=Path)
    parser.add_argument("--build", type=Path, default=ROOT / "build/release")
    parser.add_argument("--data", default="month,nodes,fresh,many")
    parser.add_argument("--only", default="", help="queries whose name has this text")
    parser.add_argument("--rounds", type=int, default=20)
    arguments = parser.parse_args()
    Nodewatch.build = arguments.build.resolve()
    arguments.build = Nodewatch.build
    os.sched_setaffinity(0, {CLIENT_CORE})
    for data in arguments.data.split(","):
        compare(arguments.cache.resolve(), data, arguments)


if __name__ == "__main__":
    main()
