#!/usr/bin/env python3
"""Lets the real Prometheus write to nodewatch by remote write, and asks both for what was written.

Usage: remote_write_test.py API_SERVER

Prometheus scrapes itself each second and sends what it got; then the samples of some metrics must be
the same on both sides. The text import is asked in passing: plain, with gzip, and wrong. Exits with 77
when prometheus is not installed.
"""

import gzip
import http.client
import json
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.parse

import promql_prometheus_test as oracle

METRICS = ["up", "prometheus_build_info", "process_cpu_seconds_total", "go_gc_duration_seconds",
           "prometheus_http_request_duration_seconds_bucket"]
DEADLINE = 180


def ask(port, method, path, body=None, headers=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(method, path, body, headers or {})
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def samples(port, metric, end, seconds):
    """{labels: {time: value}} of the seconds before end."""
    path = "/api/v1/query?" + urllib.parse.urlencode(
        {"query": f"{metric}[{seconds}s]", "time": f"{end:.3f}"})
    result = json.loads(ask(port, "GET", path)[1])["data"]["result"]
    return {json.dumps(s["metric"]): dict(map(tuple, s["values"])) for s in result}


def start_prometheus(folder, port, target):
    (folder / "prometheus.yml").write_text(f"""
global: {{scrape_interval: 1s, external_labels: {{}}}}
scrape_configs: [{{job_name: self, static_configs: [{{targets: ["127.0.0.1:{port}"]}}]}}]
remote_write: [{{url: "http://127.0.0.1:{target}/api/v1/write", queue_config: {{batch_send_deadline: 1s}}}}]
""")
    return subprocess.Popen(
        ["prometheus", f"--config.file={folder}/prometheus.yml", f"--storage.tsdb.path={folder}/tsdb",
         f"--web.listen-address=127.0.0.1:{port}", "--log.level=error"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def wait_for_samples(port, count):
    """The time of a moment at which a series has so many samples."""
    deadline = time.monotonic() + DEADLINE
    while time.monotonic() < deadline:
        now = time.time()
        if any(len(points) >= count for points in samples(port, "up", now, 60).values()):
            return now
        time.sleep(0.2)
    raise SystemExit(f"no samples arrived within {DEADLINE} s")


def check_remote_write(nodewatch, prometheus):
    end = wait_for_samples(nodewatch, 5)
    for metric in METRICS:
        ours, theirs = (samples(port, metric, end - 3, 30) for port in (nodewatch, prometheus))
        # What came last may be on its way.
        assert ours and ours.keys() == theirs.keys(), (metric, ours.keys(), theirs.keys())
        for labels, points in ours.items():
            assert points == {t: theirs[labels][t] for t in points}, (metric, labels, points)
            newest = max(points)
            missing = [t for t in theirs[labels] if t < newest and t not in points]
            assert not missing, (metric, labels, missing)


def check_tsdb_status(nodewatch, prometheus):
    """Prometheus has its series in its head; those that are new while it is asked come later."""
    deadline = time.monotonic() + DEADLINE
    while True:
        theirs, ours = (json.loads(ask(port, "GET", "/api/v1/status/tsdb")[1])["data"]
                        for port in (prometheus, nodewatch))
        same = all(ours["headStats"][name] == theirs["headStats"][name]
                   for name in ("numSeries", "numLabelPairs"))
        if same or time.monotonic() > deadline:
            break
        time.sleep(0.2)
    assert list(ours) == list(theirs) and list(ours["headStats"]) == list(theirs["headStats"]), ours
    assert same, (ours["headStats"], theirs["headStats"])
    # A series has a chunk at least, and both began anew after as many samples.
    assert ours["headStats"]["chunkCount"] == theirs["headStats"]["chunkCount"], (ours, theirs)
    assert ours["headStats"]["minTime"] == theirs["headStats"]["minTime"], (ours, theirs)
    for name in list(ours)[1:]:
        # Of equal ones any may be among the ten.
        counts = [[entry["value"] for entry in status[name]] for status in (ours, theirs)]
        assert counts[0] == counts[1], (name, ours[name], theirs[name])


def check_text(port):
    path = "/api/v1/import/prometheus"
    now = round(time.time() * 1000)
    text = f'text_import{{a="\u00fc"}} 1.5 {now - 1000}\ntext_import{{a="\u00fc"}} 2 {now}\n'.encode()
    plain = {"Content-Type": "text/plain; version=0.0.4"}
    assert ask(port, "POST", path, text, plain)[0] == 200
    packed = gzip.compress(text.replace(b"text_import", b"packed_import"))
    status, body = ask(port, "POST", path, packed, plain | {"Content-Encoding": "gzip"})
    assert (status, json.loads(body)["data"]["samples"]) == (200, 2), body
    for name in ("text_import", "packed_import"):
        series = samples(port, name, now / 1000, 10)
        assert [list(v.values()) for v in series.values()] == [["1.5", "2"]], series
    status, body = ask(port, "POST", path, b"good 1\nb{d 1\n", plain)
    assert status == 400 and b"line 2: " in body, body
    status, body = ask(port, "POST", path, b"good 1\n", {"Content-Type": "application/json"})
    assert status == 415, body
    status, body = ask(port, "POST", path, b"good 1\n", plain | {"Content-Encoding": "gzip"})
    assert status == 400, body
    bomb = gzip.compress(b"\n" * (65 << 20))
    assert ask(port, "POST", path, bomb, plain | {"Content-Encoding": "gzip"})[0] == 413


def check_wrong_writes(port):
    path = "/api/v1/write"
    right = {"Content-Type": "application/x-protobuf", "Content-Encoding": "snappy"}
    assert ask(port, "POST", path, b"\x05\x10hello", right)[0] == 400
    assert ask(port, "POST", path, b"", right)[0] == 400
    assert ask(port, "POST", path, b"\x00", right)[0] == 204, "an empty request"
    assert ask(port, "POST", path, b"\x00", right | {"Content-Encoding": "gzip"})[0] == 415
    assert ask(port, "POST", path, b"\x00", right | {"Content-Type": "text/plain"})[0] == 415
    v2 = "application/x-protobuf;proto=io.prometheus.write.v2.Request"
    assert ask(port, "POST", path, b"\x00", right | {"Content-Type": v2})[0] == 415
    assert ask(port, "POST", path, b"\xff\xff\xff\xff\x0f", right)[0] == 413, "a length of 4 GB"


def main():
    if not shutil.which("prometheus"):
        sys.exit(77)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        program = subprocess.Popen([sys.argv[1], "--store", str(folder / "history.db")],
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        nodewatch = int(program.stdout.readline())
        port = oracle.free_port()
        prometheus = start_prometheus(folder, port, nodewatch)
        try:
            check_remote_write(nodewatch, port)
            check_tsdb_status(nodewatch, port)
            check_text(nodewatch)
            check_wrong_writes(nodewatch)
        finally:
            prometheus.send_signal(signal.SIGTERM)
            prometheus.wait(timeout=60)
            program.stdin.close()
            program.wait(timeout=30)


if __name__ == "__main__":
    main()
