#!/usr/bin/env python3
"""Asks nodewatch's PromQL engine and Prometheus 2.42 the same and compares the answers.

Usage: promql_prometheus_test.py PROMQL_EVAL [EXPRESSIONS]

Makes series, writes them as blocks with promtool, starts prometheus on a free loopback port, and
evaluates each expression as an instant query at three times and as range queries of three steps.
Label sets, times, order where a query defines it, and values (to 1e-6 of themselves) must agree, and
errors must be of the same type and text. Exits with 77 when prometheus is not installed.
"""

import http.client
import json
import math
import pathlib
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse

START = 1_700_000_000  # a multiple of the 10 s of most series
SECONDS = 6_000
INSTANTS = [START + 2_000, START + 4_333.5, START + 5_990]
RANGES = [(START + 2_400, START + 4_200, 60), (START + 1_000, START + 5_000, 13.5),
          (START - 100, START + 7_000, 300)]
TOLERANCE = 1e-6

# Instant queries whose order Prometheus leaves to chance: it goes through a hash map, or NaNs tie.
UNORDERED = re.compile(r"histogram_quantile|\[[^]]*:|sort(_desc)?\(special")


def make_series():
    """{labels: [(time in s, value)]}; the labels are a tuple of pairs."""
    rng = random.Random(42)
    series = {}

    def add(name, labels, points):
        series[(("__name__", name),) + tuple(sorted(labels.items()))] = points

    regular = range(START, START + SECONDS, 10)
    for i, node in enumerate("abc"):
        add("gauge", {"node": node, "job": "x"},
            [(t, round(50 + 45 * math.sin(t / 300 + i) + rng.random(), 3)) for t in regular])
        if node != "c":
            add("other_gauge", {"node": node, "job": "y"},
                [(t + 3, round(rng.uniform(0, 100), 2)) for t in regular])
        add("info", {"node": node, "version": f"1.{i}"}, [(t, 1) for t in regular])
        value = 0
        points = []
        for t in regular:
            value += rng.randrange(0, 30 + 10 * i)
            points.append((t, value))
        add("counter_total", {"node": node}, points)
        value = 0
        points = []
        for t in regular:
            value = 0 if rng.random() < 0.02 else value + rng.randrange(0, 20)
            points.append((t, value))
        add("resetting_total", {"node": node}, points)
        add("steps", {"node": node, "job": "x"}, [(t, (t // 70 + i) % 4) for t in regular])
        points = []
        t = START
        while t < START + SECONDS:
            points.append((round(t, 3), round(rng.uniform(-5, 5), 4)))
            t += rng.expovariate(1 / 90)
        add("irregular", {"node": node}, points)
        for mode, share in (("idle", 0.7), ("user", 0.2), ("system", 0.1)):
            for cpu in "01":
                value = rng.random()
                points = []
                for t in regular:
                    value += 10 * share * rng.uniform(0.8, 1.2)
                    points.append((t, round(value, 2)))
                add("cpu_total", {"node": node, "mode": mode, "cpu": cpu}, points)
        if node != "c":
            counts = [0] * 6
            points = [[] for _ in counts]
            for t in regular:
                for _ in range(rng.randrange(0, 9)):
                    delay = rng.expovariate(5)
                    for k, bound in enumerate((0.05, 0.1, 0.25, 0.5, 1, math.inf)):
                        counts[k] += delay <= bound
                for k, count in enumerate(counts):
                    points[k].append((t, count))
            for k, bound in enumerate(("0.05", "0.1", "0.25", "0.5", "1.0", "+Inf")):
                add("latency_bucket", {"node": node, "le": bound}, points[k])
    add("dying", {"node": "a"}, [(t, 7) for t in regular if t < START + 3_000])
    add("dying", {"node": "b"}, [(t, 8) for t in regular if t > START + 4_000])
    add("constant", {}, [(t, 3.3) for t in regular])
    add("zero_total", {}, [(t, 0) for t in regular])
    values = [math.nan, math.inf, -math.inf, 0, 1.5, -2]
    for i in range(4):
        add("special", {"i": str(i)}, [(t, values[(t // 50 + i) % 6]) for t in regular])
    add("special", {"i": "4"}, [(t, math.nan) for t in regular])
    add("huge", {}, [(t, 1.2e308 if t % 40 else -1.1e308) for t in regular])
    add("small_big", {}, [(t, 1e16 if t % 700 < 10 else rng.random()) for t in regular])
    add("dates", {"i": "0"}, [(t, (t - START) * 500_000) for t in regular])
    add("dates", {"i": "1"}, [(t, -(t - START) * 70_000) for t in regular])
    return dict(sorted(series.items()))


def number_text(value):
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "+Inf" if value > 0 else "-Inf"
    return repr(value)


def selector(labels):
    rest = ",".join(f'{name}="{value}"' for name, value in labels if name != "__name__")
    return dict(labels)["__name__"] + "{" + rest + "}"


def write_inputs(series, folder):
    with open(folder / "data", "w") as data:
        for labels, points in series.items():
            data.write(f"series {selector(labels)}\n")
            for t, value in points:
                data.write(f"{round(t * 1000)} {number_text(value)}\n")
    with open(folder / "openmetrics", "w") as text:
        for name in dict.fromkeys(dict(labels)["__name__"] for labels in series):
            text.write(f"# TYPE {name} unknown\n")
            for labels, points in series.items():
                if dict(labels)["__name__"] == name:
                    for t, value in points:
                        text.write(f"{selector(labels)} {number_text(value)} {t}\n")
        text.write("# EOF\n")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Prometheus:
    def __init__(self, folder):
        subprocess.run(["promtool", "tsdb", "create-blocks-from", "openmetrics", "-q",
                        str(folder / "openmetrics"), str(folder / "tsdb")], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        (folder / "prometheus.yml").write_text("global: {evaluation_interval: 1m}\n")
        self.port = free_port()
        self.process = subprocess.Popen(
            ["prometheus", f"--config.file={folder}/prometheus.yml",
             f"--storage.tsdb.path={folder}/tsdb", f"--web.listen-address=127.0.0.1:{self.port}",
             "--storage.tsdb.retention.time=100y", "--log.level=error"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.connection = None
        deadline = time.monotonic() + 30
        while True:
            try:
                if self.get("/-/ready")[0] == 200:
                    return
            except OSError:
                pass
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise SystemExit("prometheus did not start")
            time.sleep(0.05)

    def get(self, path):
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            self.connection.request("GET", path)
            response = self.connection.getresponse()
            return response.status, response.read()
        except (OSError, http.client.HTTPException):
            self.connection = None
            raise

    def ask(self, query):
        start, end, step, expr = query
        if step == 0:
            path = "/api/v1/query?" + urllib.parse.urlencode({"query": expr, "time": start})
        else:
            path = "/api/v1/query_range?" + urllib.parse.urlencode(
                {"query": expr, "start": start, "end": end, "step": step})
        answer = json.loads(self.get(path)[1])
        if answer["status"] == "error":
            text = answer["error"].removeprefix('invalid parameter "query": ')
            return {"error": text, "errorType": answer["errorType"]}
        return answer["data"]

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=30)


def ask_nodewatch(program, folder, queries):
    lines = "".join(f"{round(start * 1000)}\t{round(end * 1000)}\t{round(step * 1000)}\t{expr}\n"
                    for start, end, step, expr in queries)
    out = subprocess.run([program, str(folder / "data")], input=lines.encode(), check=True,
                         stdout=subprocess.PIPE).stdout
    return [json.loads(line) for line in out.splitlines()]


def same_value(a, b):
    a, b = float(a), float(b)
    if a == b or (math.isnan(a) and math.isnan(b)):
        return True
    return abs(a - b) <= TOLERANCE * (abs(a) + abs(b))


def same_points(ours, theirs):
    return len(ours) == len(theirs) and all(
        abs(a[0] - b[0]) < 1e-6 and same_value(a[1], b[1]) for a, b in zip(ours, theirs))


def difference(query, ours, theirs):
    """What differs, or nothing."""
    if "error" in theirs or "error" in ours:
        return None if ours == theirs else f"{ours} instead of {theirs}"
    if ours["resultType"] != theirs["resultType"]:
        return f"a {ours['resultType']} instead of a {theirs['resultType']}"
    if ours["resultType"] == "string":
        return None if ours["result"] == theirs["result"] else "another string"
    if ours["resultType"] == "scalar":
        same = same_points([ours["result"]], [theirs["result"]])
        return None if same else f"{ours['result']} instead of {theirs['result']}"

    def key(series):
        return json.dumps(series["metric"], sort_keys=True)

    our_series, their_series = ours["result"], theirs["result"]
    if UNORDERED.search(query[3]) or ours["resultType"] == "matrix":
        our_series, their_series = sorted(our_series, key=key), sorted(their_series, key=key)
    if [key(s) for s in our_series] != [key(s) for s in their_series]:
        return f"series {[key(s) for s in our_series]} instead of {[key(s) for s in their_series]}"
    for a, b in zip(our_series, their_series):
        our_points = a.get("values") or [a["value"]]
        their_points = b.get("values") or [b["value"]]
        if not same_points(our_points, their_points):
            wrong = next((p for p in zip(our_points, their_points)
                          if not same_points([p[0]], [p[1]])),
                         f"{len(our_points)} points instead of {len(their_points)}")
            return f"{key(a)}: {wrong}"
    return None


def main():
    if not shutil.which("prometheus") or not shutil.which("promtool"):
        sys.exit(77)
    here = pathlib.Path(__file__).parent
    file = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else here / "promql_expressions.txt"
    expressions = [line for line in file.read_text().splitlines() if line and line[0] != "#"]
    queries = [(t, t, 0, expr) for expr in expressions for t in INSTANTS]
    queries += [(start, end, step, expr) for expr in expressions for start, end, step in RANGES]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        write_inputs(make_series(), folder)
        prometheus = Prometheus(folder)
        try:
            theirs = [prometheus.ask(query) for query in queries]
        finally:
            prometheus.stop()
        ours = ask_nodewatch(sys.argv[1], folder, queries)
    bad = 0
    for query, our, their in zip(queries, ours, theirs, strict=True):
        what = difference(query, our, their)
        if what:
            bad += 1
            print(f"{query}: {what[:600]}")
    print(f"{len(expressions)} expressions, {len(queries)} queries, {bad} different")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
