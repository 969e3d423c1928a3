#!/usr/bin/env python3
"""Records what Prometheus 2.42 answers to expressions over a few series, as a test script.

Usage: record_promql.py > tests/data/promql/recorded.test

The expressions are those of tests/integration/promql_expressions.txt that fit the series below. So
the language is tested against the real program also where it is not installed.
"""

import json
import pathlib
import random
import re
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "integration"))
import promql_prometheus_test as reference  # noqa: E402

INTERVAL = 15
SAMPLES = 40
INSTANT = 300
START, END, STEP = 60, 540, 60


def make_values():
    """Series in the notation of the test language."""
    rng = random.Random(7)
    series = {}

    def walk(step):
        value, out = 0, []
        for _ in range(SAMPLES):
            value += rng.randrange(step)
            out.append(value)
        return out

    for i, node in enumerate("abc"):
        labels = f'{{node="{node}",job="x"}}'
        series["gauge" + labels] = [round(rng.uniform(5, 95), 2) for _ in range(SAMPLES)]
        if node != "c":
            series["other_gauge" + f'{{node="{node}",job="y"}}'] = [
                rng.randrange(100) for _ in range(SAMPLES)]
        series[f'info{{node="{node}",version="1.{i}"}}'] = [1] * SAMPLES
        series[f'counter_total{{node="{node}"}}'] = walk(30)
        resetting = walk(20)
        resetting[17:] = [v - resetting[17] for v in resetting[17:]]
        series[f'resetting_total{{node="{node}"}}'] = resetting
        series[f'steps{{node="{node}",job="x"}}'] = [(k // 5 + i) % 4 for k in range(SAMPLES)]
        series[f'irregular{{node="{node}"}}'] = [
            rng.randrange(9) if rng.random() < 0.4 else None for _ in range(SAMPLES)]
        for mode in ("idle", "user"):
            for cpu in "01":
                series[f'cpu_total{{cpu="{cpu}",mode="{mode}",node="{node}"}}'] = walk(16)
        if node == "a":
            walks = [walk(5) for _ in range(4)]
            for k, bound in enumerate(("0.1", "0.5", "1", "+Inf")):
                series[f'latency_bucket{{le="{bound}",node="a"}}'] = [
                    sum(w[t] for w in walks[:k + 1]) for t in range(SAMPLES)]
    series['dying{node="a"}'] = [7] * 12
    series['dying{node="b"}'] = [None] * 24 + [8] * 16
    series["constant"] = [3.3] * SAMPLES
    special = ["NaN", "Inf", "-Inf", 0, 1.5, -2]
    for i in range(3):
        series[f'special{{i="{i}"}}'] = [special[(k // 4 + i) % 6] for k in range(SAMPLES)]
    series["dates"] = [k * 12_345_678 for k in range(SAMPLES)]
    return series


def labels_of(text):
    name, _, rest = text.partition("{")
    pairs = re.findall(r'(\w+)="([^"]*)"', rest)
    return (("__name__", name),) + tuple(sorted(pairs))


def notation(metric):
    rest = ",".join(f"{k}={json.dumps(v, ensure_ascii=False)}"
                    for k, v in metric.items() if k != "__name__")
    return metric.get("__name__", "") + "{" + rest + "}"


def print_answer(expr, answer, times):
    """What the language cannot express (strings, range vectors, wrong questions) is left out."""
    if answer.get("errorType") == "bad_data":
        return
    ranged = len(times) > 1
    head = f"range from {START}s to {END}s step {STEP}s" if ranged else f"instant at {INSTANT}s"
    if "error" in answer:
        print(f"eval_fail {head} {expr}\n")
        return
    if answer["resultType"] == "scalar":
        print(f"eval {head} {expr}\n  {answer['result'][1]}\n")
        return
    if answer["resultType"] == "string" or (not ranged and answer["resultType"] == "matrix"):
        return
    print(f"eval {head} {expr}")
    for series in answer["result"]:
        points = {t: v for t, v in series.get("values") or [series["value"]]}
        print(" ", notation(series["metric"]), *(points.get(t, "_") for t in times))
    print()


def main():
    values = make_values()
    points = {
        labels_of(text): [(k * INTERVAL, float(v)) for k, v in enumerate(row) if v is not None]
        for text, row in values.items()}
    expressions = [
        line.replace("1700003000.5", "200.5").replace("1700003000", "200").replace("1700001000", "90")
        for line in (ROOT / "tests/integration/promql_expressions.txt").read_text().splitlines()
        if line and line[0] != "#"]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        reference.write_inputs(points, folder)
        prometheus = reference.Prometheus(folder)
        try:
            instants = [prometheus.ask((INSTANT, INSTANT, 0, e)) for e in expressions]
            ranges = [prometheus.ask((START, END, STEP, e)) for e in expressions]
        finally:
            prometheus.stop()
    print("# Answers of Prometheus 2.42, recorded by tools/record_promql.py. Do not edit.\n")
    print(f"edges prometheus2\n\nload {INTERVAL}s")
    for text, row in values.items():
        print(" ", text, *("_" if v is None else v for v in row))
    print()
    times = list(range(START, END + 1, STEP))
    for expr, instant, ranged in zip(expressions, instants, ranges, strict=True):
        # The runner compares an instant with the middle of a range, where these mean other times.
        if "start()" not in expr and "end()" not in expr:
            print_answer(expr, instant, [INSTANT])
        print_answer(expr, ranged, times)


if __name__ == "__main__":
    main()
