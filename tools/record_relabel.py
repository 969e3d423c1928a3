#!/usr/bin/env python3
"""Asks Prometheus what relabelling rules do, for tests/unit/networks/scrape/relabel_prometheus.json.

Usage: record_relabel.py > tests/unit/networks/scrape/relabel_prometheus.json

Each case is a job with one target; what Prometheus tells of it at /api/v1/targets is what comes out. Labels
that begin with two underscores are not told of a target. Of wrong rules `promtool check config` says
whether they are. Needs Debian's prometheus (2.42).
"""

import json
import pathlib
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request

LABELS = {"a": "alpha", "b": "Beta-2", "c": "x;y", "empty": "", "host": "db-07.example.org:9100"}

RULES = {
    "replace is the default": [{"source_labels": ["a"], "target_label": "d"}],
    "values are joined by a semicolon": [{"source_labels": ["a", "b", "none", "c"], "target_label": "d"}],
    "separator": [{"source_labels": ["a", "b"], "separator": "@@", "target_label": "d"}],
    "empty separator": [{"source_labels": ["a", "b"], "separator": "", "target_label": "d"}],
    "no sources": [{"target_label": "d", "replacement": "fixed"}],
    "groups": [{"source_labels": ["host"], "regex": "([a-z]+)-(\\d+)\\.(.*):(\\d+)", "target_label": "d",
                "replacement": "$2/${1}_$4.$3"}],
    "named groups": [{"source_labels": ["host"], "regex": "(?P<kind>[a-z]+)-(?P<n>.*)", "target_label": "d",
                      "replacement": "${kind}:$n:$other"}],
    "longest name of a group": [{"source_labels": ["a"], "target_label": "d", "replacement": "<$1x>"}],
    "dollars": [{"source_labels": ["a"], "target_label": "d", "replacement": "$$1 $ ${ ${} $- ${1}$"}],
    "groups that are not there": [{"source_labels": ["a"], "target_label": "d", "replacement": "[$0][$7][${01}]"}],
    "group without a match": [{"source_labels": ["a"], "regex": "(al)|(be).*|alpha", "target_label": "d",
                               "replacement": "1$1 2$2"}],
    "anchored": [{"source_labels": ["a"], "regex": "alph", "target_label": "d", "replacement": "no"},
                 {"source_labels": ["a"], "regex": "lpha", "target_label": "e", "replacement": "no"},
                 {"source_labels": ["a"], "regex": "al.*", "target_label": "f", "replacement": "yes"}],
    "anchored alternatives": [{"source_labels": ["a"], "regex": "al|alpha|x", "target_label": "d"}],
    "case matters unless told": [{"source_labels": ["b"], "regex": "beta-2", "target_label": "d"},
                                 {"source_labels": ["b"], "regex": "(?i)(beta-2)", "target_label": "e"}],
    "empty result removes": [{"source_labels": ["none"], "target_label": "a"}],
    "empty replacement removes": [{"source_labels": ["a"], "target_label": "b", "replacement": ""}],
    "no match changes nothing": [{"source_labels": ["a"], "regex": "beta", "target_label": "b", "replacement": ""}],
    "target from a group": [{"source_labels": ["a"], "target_label": "${1}_x", "replacement": "yes"}],
    "target from a group that is no name": [{"source_labels": ["host"], "target_label": "x$1", "replacement": "no"}],
    "keep": [{"source_labels": ["a"], "regex": "al.*", "action": "keep"}],
    "keep refuses": [{"source_labels": ["a"], "regex": "be.*", "action": "keep"}],
    "keep of an absent label": [{"source_labels": ["none"], "regex": "", "action": "keep"}],
    "drop": [{"source_labels": ["a"], "regex": "be.*", "action": "drop"}],
    "drop refuses": [{"source_labels": ["a"], "regex": "al.*", "action": "drop"}],
    "drop of everything": [{"action": "drop"}],
    "keepequal": [{"source_labels": ["a"], "target_label": "d"},
                  {"source_labels": ["a"], "target_label": "d", "action": "keepequal"}],
    "keepequal refuses": [{"source_labels": ["a"], "target_label": "b", "action": "keepequal"}],
    "dropequal": [{"source_labels": ["a"], "target_label": "b", "action": "dropequal"}],
    "dropequal refuses": [{"source_labels": ["none"], "target_label": "other", "action": "dropequal"}],
    "hashmod": [{"source_labels": ["a"], "modulus": 8, "target_label": "d", "action": "hashmod"},
                {"source_labels": ["__address__"], "modulus": 1000003, "target_label": "e", "action": "hashmod"},
                {"source_labels": ["none"], "modulus": 4294967296, "target_label": "f", "action": "hashmod"},
                {"source_labels": ["a", "b"], "modulus": 18446744073709551615, "target_label": "g",
                 "action": "hashmod"}],
    "labelmap": [{"regex": "__meta_(.+)", "action": "labelmap"}],
    "labelmap with a replacement": [{"regex": "(.)", "replacement": "copy_${1}", "action": "labelmap"}],
    "labelmap of the whole name": [{"regex": "host", "replacement": "machine", "action": "labelmap"}],
    "labelmap to one name": [{"regex": "[abc]", "replacement": "one", "action": "labelmap"}],
    "labeldrop": [{"regex": "[ac]|host", "action": "labeldrop"}],
    "labelkeep": [{"regex": "__.*|job|a", "action": "labelkeep"}],
    "lowercase": [{"source_labels": ["b"], "target_label": "d", "action": "lowercase"}],
    "uppercase": [{"source_labels": ["a", "b"], "target_label": "d", "action": "uppercase"}],
    "action in capitals": [{"source_labels": ["a"], "target_label": "d", "action": "UpperCase"}],
    "rules see what earlier ones did": [{"source_labels": ["a"], "target_label": "__tmp", "replacement": "<$1>"},
                                        {"source_labels": ["__tmp"], "target_label": "d", "replacement": "$1$1"}],
    "instance": [{"source_labels": ["host"], "regex": "([^:]+):.*", "target_label": "instance"}],
    "job": [{"target_label": "job", "replacement": "other"}],
    "dot and line break": [{"target_label": "d", "replacement": "x\ny"},
                           {"source_labels": ["d"], "regex": "x.y", "target_label": "e", "replacement": "no"},
                           {"source_labels": ["d"], "regex": "x\\sy", "target_label": "f", "replacement": "yes"}],
    "letters beyond ASCII": [{"target_label": "d", "replacement": "größe"},
                             {"source_labels": ["d"], "regex": "gr(.)(.)e", "target_label": "e",
                              "replacement": "$2$1"}],
    "first rule that refuses ends": [{"source_labels": ["a"], "regex": "x", "action": "keep"},
                                     {"source_labels": ["a"], "target_label": "d"}],
}

WRITTEN = [
    {"action": "replace"},
    {"action": "replace", "target_label": "a-b"},
    {"action": "replace", "target_label": "1a"},
    {"action": "replace", "target_label": "$1"},
    {"action": "replace", "target_label": "a${1}b"},
    {"action": "replace", "target_label": "${1"},
    {"action": "replace", "target_label": "a$"},
    {"action": "replace", "target_label": "d", "regex": "("},
    {"action": "replace", "target_label": "d", "source_labels": ["a-b"]},
    {"action": "replace", "target_label": "d", "modulus": 4},
    {"action": "hashmod", "target_label": "d"},
    {"action": "hashmod", "target_label": "$1", "modulus": 3},
    {"action": "hashmod", "modulus": 3},
    {"action": "hashmod", "target_label": "d", "modulus": 3, "regex": "x", "replacement": "y"},
    {"action": "keep"},
    {"action": "keep", "target_label": "a-b", "replacement": "x"},
    {"action": "keepequal", "source_labels": ["a"]},
    {"action": "keepequal", "source_labels": ["a"], "target_label": "d"},
    {"action": "keepequal", "source_labels": ["a"], "target_label": "d", "regex": "x"},
    {"action": "keepequal", "source_labels": ["a"], "target_label": "d", "separator": ","},
    {"action": "keepequal", "source_labels": ["a"], "target_label": "d", "separator": ";"},
    {"action": "dropequal", "source_labels": ["a"], "target_label": "a-b"},
    {"action": "dropequal", "source_labels": ["a"], "target_label": "d", "modulus": 2},
    {"action": "lowercase", "source_labels": ["a"]},
    {"action": "lowercase", "source_labels": ["a"], "target_label": "d", "replacement": "x"},
    {"action": "lowercase", "source_labels": ["a"], "target_label": "d", "replacement": "$1"},
    {"action": "uppercase", "source_labels": ["a"], "target_label": "d", "regex": "x"},
    {"action": "labelmap"},
    {"action": "labelmap", "replacement": "a-b"},
    {"action": "labelmap", "replacement": "a_${1}"},
    {"action": "labelmap", "replacement": ""},
    {"action": "labelmap", "regex": "a+", "target_label": "a-b"},
    {"action": "labeldrop", "regex": "a"},
    {"action": "labeldrop"},
    {"action": "labeldrop", "regex": "a", "source_labels": ["a"]},
    {"action": "labelkeep", "regex": "a", "replacement": "$1"},
    {"action": "labelkeep", "regex": "a", "separator": ","},
    {"action": "labelkeep", "regex": "a", "target_label": "d"},
    {"action": "labelkeep", "regex": "a", "modulus": 2},
    {"action": ""},
    {"action": "swap", "target_label": "d"},
]


META = {"__meta_one": "1", "__meta_two": "2"}


def job(name, key, rules):
    return {"job_name": name, "scrape_interval": "1h", key: rules,
            "static_configs": [{"targets": ["127.0.0.1:1"], "labels": LABELS | META}]}


def before(name):
    """The labels of such a job's target before the rules. Prometheus tells them too, but 2.42 lets rules
    that remove labels change what it tells."""
    return LABELS | META | {
        "job": name, "__address__": "127.0.0.1:1", "__metrics_path__": "/metrics", "__scheme__": "http",
        "__scrape_interval__": "1h", "__scrape_timeout__": "10s"}


def write(folder, jobs):
    path = pathlib.Path(folder, "prometheus.yml")
    path.write_text(json.dumps({"scrape_configs": jobs}))
    return path


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def ask(port, path):
    end = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}") as answer:
                return json.load(answer)["data"]
        except OSError:
            assert time.monotonic() < end
            time.sleep(0.1)


def what_prometheus_does(folder):
    path = write(folder, [job(name, "relabel_configs", rules) for name, rules in RULES.items()])
    port = free_port()
    program = subprocess.Popen(
        ["prometheus", f"--config.file={path}", f"--storage.tsdb.path={folder}/data",
         f"--web.listen-address=127.0.0.1:{port}"], stderr=subprocess.DEVNULL)
    active, dropped = [], []
    while len(active) + len(dropped) < len(RULES):
        targets = ask(port, "/api/v1/targets")
        active, dropped = targets["activeTargets"], targets["droppedTargets"]
    program.send_signal(signal.SIGTERM)
    program.wait()
    after = {target["scrapePool"]: target["labels"] for target in active}
    return [{"name": name, "rules": rules, "before": before(name), "after": after.get(name)}
            for name, rules in RULES.items()]


def is_valid(folder, rule):
    path = write(folder, [job("x", "metric_relabel_configs", [rule])])
    return subprocess.run(["promtool", "check", "config", path], capture_output=True).returncode == 0


def main():
    with tempfile.TemporaryDirectory() as folder:
        cases = what_prometheus_does(folder)
        written = [{"rule": rule, "valid": is_valid(folder, rule)} for rule in WRITTEN]

    def lines(values):
        return ",\n".join(json.dumps(value, ensure_ascii=False) for value in values)
    print(f'{{"cases": [\n{lines(cases)}\n], "written": [\n{lines(written)}\n]}}')


main()
