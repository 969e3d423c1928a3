#!/usr/bin/env python3
"""Sends nodewatch's HTTP API and Prometheus 2.42 the same requests and compares the answers.

Usage: api_prometheus_test.py API_SERVER

Status, content type and body must be the same byte for byte, but for the differences that are listed
below with their reasons, which must be there. Exits with 77 when prometheus is not installed.
"""

import http.client
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.parse

import promql_prometheus_test as oracle

START = 1_700_000_000
END = START + 600


def make_series():
    """{labels: [(time in s, value)]} with all that is awkward to write."""
    times = range(START, END + 1, 15)
    values = [0, -0.0, 1, -1, 0.1, 1e-6, 9.99e-7, 1e-7, -2.5e-300, 5e-324, 123456.789, 1e15, 2.0**53,
              2.0**53 + 2, 123456789012345678, 1e20, 9.999e20, 1e21, -1.5e300, 1.7976931348623157e308,
              float("nan"), float("inf"), float("-inf"), 100, 1e6, 1 / 3, 1000000.5]
    series = {}

    def add(name, points, **labels):
        series[(("__name__", name),) + tuple(sorted(labels.items()))] = points

    for i, value in enumerate(values):
        add("value", [(t, value) for t in times], i=f"{i:02}")
    for text in ["plain", "<&>", 'quote"back\\slash', "line\nbreak", "tab\there", "\u00fcml\u00e4ut",
                 "\u2028\u2029", "\u65e5\u672c \U0001f600", "\x01\x1f\x7f", "/a/b?c=d&e=f", "a=b"]:
        add("text", [(t, 1) for t in times], text=text, job="x")
    for node in "abc":
        add("up", [(t, 1) for t in times], job="x", node=node)
        add("fast_total", [(t + n / 8, 8 * (t - START) + n) for t in times[:-1]
                           for n in range(8)], node=node)
    add("early", [(START, 1)], node="a")
    add("late", [(END, 1)], node="b")
    return dict(sorted(series.items()))


def escape(text):
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def write_inputs(series, folder):
    escaped = {tuple((name, escape(value)) for name, value in labels): points
               for labels, points in series.items()}
    oracle.write_inputs(escaped, folder)


T = START + 300
QUERY = "/api/v1/query"
RANGE = "/api/v1/query_range"

EXPRESSIONS = [
    "1+1", "1e-7", "1e21", "-0", "NaN", "Inf", "-Inf", "1/3", "123456789012345678", "1e300", "5e-324",
    '"text <&> \u00fc"', "value", "value * 2", "text", "up", 'up{node="a"}', 'up{node=~"a|b"}', "nope",
    "up[1m]", "fast_total[5s]", "nope[1m]", "vector(1e-7)", "rate(fast_total[1m])", "sum(up) by (job)",
    "count_values(\"v\", value)", "topk(2, value)", "up == 2", "time()", "timestamp(up)", "up offset 1m",
    "up @ 1700000100", "sum_over_time(up[2m:15s])", "absent(nope)", "sort_desc(value < 10)",
    "label_replace(up, \"x\", \"<$1>\", \"node\", \"(.*)\")", "scalar(sum(up))", "sum(up) > bool 1",
]
BAD_EXPRESSIONS = [
    "", "   ", "foo(", "sum(", "up{", 'up{a="', "up[5m", "up[5]", "up[0s]", "rate(up)", "1 +", "up ^^ 2",
    "unknown_function(up)", "up{}[1m] offset", "{}", '{a=~".*"}', "sum(1)", "up and 1", '"a" + "b"',
    "up offset 5", "topk(up)", "up{a=~\"[\"}", "@", "up @ foo", "\u00fc", "up{\u00fc=\"a\"}",
    "label_replace(up, \"1\", \"\", \"node\", \"\")", "up + on(node) group_left(job, job) up)", "bool", "by",
    "histogram_quantile(up, up)", "sum by (1) (up)", "up[1m:1m", "0x", "1..2", "5m", "-up[1m]",
]
FAILING_EXPRESSIONS = ["up + on(job) up", "label_replace(up, \"node\", \"same\", \"job\", \"x\")",
                       "up + on(job) group_left() up", "up[1m] + 1"]
TIMES = ["0", "4", str(T), f"{T}.5", f"{T}.25", f"{T}.001", f"{T}.0005", f"{T}.570", "1.7e9", "-5", "-0.5",
         "2023-11-14T22:18:20Z", "2023-11-14T22:18:20.25Z", "2023-11-15T00:18:20+02:00",
         "2023-11-14T22:18:20.123456789Z", "2023-11-14t22:18:20Z", "2023-11-14T22:18:20", "2023-11-14",
         "2023-13-14T22:18:20Z", "2023-02-29T22:18:20Z", "2023-11-14T24:18:20Z", "0001-01-01T00:00:00Z",
         "9999-12-31T23:59:59Z", "abc", "1700000300s", "0x1p3", "1_000", " 1", "12:00", "now",
         "1700000000000", "2023-11-14T22:18:20-00:30", "2023-11-14T22:18:60Z"]
FAR_TIMES = ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "1700000000000"]
STEPS = ["60", "15", "7.5", "0.1", "1m", "1m0s", "90s", "1h", "0", "-1", "abc", "", "1e20", "5x", "1m1h",
         "1e10", "10ms", "0s", "1.5m", "60.0001"]
SELECTORS = ["up", '{job="x"}', '{__name__=~".+"}', 'up{node="a"}', "nope", 'text{text=~"[a-z]+"}',
             '{node!=""}', "value"]
BAD_SELECTORS = ["", "{}", '{a=""}', '{a=~".*"}', "up{", "up[5m]", "1", "up offset 5m", "sum(up)",
                 '{a=~"("}', "up{a}", "\u00fc"]
NAMES = ["__name__", "job", "node", "text", "i", "nope", "a-b", "1a", "\u00fc", "a.b", "_", "A9_"]


def requests():
    """(method, path, [(name, value)]), each to be answered alike."""
    all_requests = []

    def get(path, *parameters):
        all_requests.append(("GET", path, list(parameters)))

    def both(path, *parameters):
        get(path, *parameters)
        all_requests.append(("POST", path, list(parameters)))

    for expr in EXPRESSIONS:
        both(QUERY, ("query", expr), ("time", str(T)))
        both(RANGE, ("query", expr), ("start", str(START)), ("end", str(END)), ("step", "60"))
    for expr in BAD_EXPRESSIONS + FAILING_EXPRESSIONS:
        get(QUERY, ("query", expr), ("time", str(T)))
        get(RANGE, ("query", expr), ("start", str(START)), ("end", str(END)), ("step", "60"))
        get("/api/v1/query_exemplars", ("query", expr), ("start", "0"), ("end", "1"))
        both("/api/v1/format_query", ("query", expr))
    for expr in EXPRESSIONS:
        get("/api/v1/format_query", ("query", expr))
    get("/api/v1/query_exemplars", ("query", "1"))
    for time in TIMES:
        get(QUERY, ("query", "vector(1)"), ("time", time))
        get(QUERY, ("query", "1"), ("time", time))
        get(RANGE, ("query", "1"), ("start", time), ("end", time), ("step", "1"))
        get("/api/v1/series", ("match[]", "up"), ("start", time))
        get("/api/v1/labels", ("end", time))
        get("/api/v1/label/job/values", ("start", time), ("end", time))
        get("/api/v1/query_exemplars", ("query", "up"), ("start", time))
    for step in STEPS:
        get(RANGE, ("query", "up"), ("start", str(START)), ("end", str(END)), ("step", step))
    get(RANGE, ("query", "1"), ("start", "0"), ("end", "11000"), ("step", "1"))
    get(RANGE, ("query", "1"), ("start", "0"), ("end", "11001"), ("step", "1"))
    get(RANGE, ("query", "1"), ("start", "5"), ("end", "4"), ("step", "1"))
    get(RANGE, ("query", "up"), ("start", "1"), ("end", "2"))
    get(RANGE, ("query", "up"), ("end", "2"), ("step", "1"))
    get(RANGE, ("query", "up"), ("start", "1"), ("step", "1"))
    get(RANGE)
    get(QUERY)
    for timeout in ["abc", "10", "1m", "0", "-1", "1x", "1e30"]:
        get(QUERY, ("query", "up"), ("time", str(T)), ("timeout", timeout))
        get(RANGE, ("query", "up"), ("start", str(START)), ("end", str(END)), ("step", "60"),
            ("timeout", timeout))
    # The order in which parameters are judged.
    get(QUERY, ("query", "("), ("time", "x"), ("timeout", "x"))
    get(QUERY, ("query", "("), ("timeout", "x"))
    get(RANGE, ("query", "("), ("start", "x"), ("end", "x"), ("step", "x"))
    get(RANGE, ("query", "("), ("start", "1"), ("end", "x"), ("step", "x"))
    get(RANGE, ("query", "("), ("start", "1"), ("end", "2"), ("step", "x"))
    get(RANGE, ("query", "("), ("start", "1"), ("end", "2"), ("step", "1"), ("timeout", "x"))
    for selector in SELECTORS + BAD_SELECTORS:
        both("/api/v1/series", ("match[]", selector))
        both("/api/v1/labels", ("match[]", selector))
        get("/api/v1/label/node/values", ("match[]", selector))
    get("/api/v1/series")
    get("/api/v1/series", ("match[]", "up"), ("match[]", 'up{node="a"}'))
    get("/api/v1/series", ("match[]", "up"), ("match[]", "{}"))
    get("/api/v1/series", ("match[]", "up"), ("start", "5"), ("end", "4"))
    get("/api/v1/labels")
    get("/api/v1/labels", ("match[]", "up"), ("match[]", "text"))
    for name in NAMES:
        get("/api/v1/label/" + urllib.parse.quote(name) + "/values")
    for parameters in [[], [("limit", "x")], [("limit", "1")], [("metric", "up")]]:
        get("/api/v1/metadata", *parameters)
    for kind in ["", "alert", "record", "x", 'a"b']:
        get("/api/v1/rules", ("type", kind))
    get("/api/v1/alerts")
    get("/api/v1/alertmanagers")
    get("/api/v1/status/walreplay")
    for parameters in [[], [("limit", "x")], [("limit", "-1")], [("metric", "up")],
                       [("match_target", '{job="a"}')], [("match_target", "{")]]:
        get("/api/v1/targets/metadata", *parameters)
    for state in ["", "active", "dropped", "any"]:
        get("/api/v1/targets", ("state", state))
    both(QUERY, ("query", "up"), ("time", str(T)), ("stats", "true"))
    # What Grafana sends: the health check, the search for exemplars, variables, the editor.
    both(QUERY, ("query", "1+1"), ("time", "4"))
    both("/api/v1/query_exemplars", ("query", "test"), ("start", f"{START}000"), ("end", f"{END}000"))
    both(RANGE, ("query", "rate(fast_total[1m0s])"), ("start", str(START)), ("end", str(END)),
         ("step", "15"))
    get("/api/v1/label/__name__/values", ("start", str(START)), ("end", str(END)))
    both("/api/v1/labels", ("match[]", '{__name__="up"}'), ("start", str(START)), ("end", str(END)))
    both("/api/v1/series", ("match[]", '{__name__="up"}'), ("start", str(START)), ("end", str(END)))
    get("/api/v1/metadata", ("limit", "10"))
    get("/api/v1/rules")
    return all_requests


def differences():
    """{reason: test for (method, path, parameters)}: where we differ and mean it."""
    def value(request, name):
        return dict(request[2]).get(name)

    return {
        "a query without selectors has no exemplars: [] instead of 204 without a body":
            lambda r, ours, theirs: r[1].endswith("query_exemplars") and theirs[0] == 204
            and ours[2] == b'{"status":"success","data":[]}',
        "RE2's words for a wrong regular expression are not Go's":
            lambda r, ours, theirs: b"error parsing regexp" in theirs[2] and ours[0] == theirs[0],
        "Prometheus lists what its block has, we what has samples between start and end":
            lambda r, ours, theirs: r[1].startswith("/api/v1/label/") and value(r, "start")
            and ours[2] == b'{"status":"success","data":[]}' and theirs[0] == 200,
        "its parser lets the number of a token show through":
            lambda r, ours, theirs: b"Item 57385" in theirs[2] and ours[0] == theirs[0],
        "its nanoseconds overflow beyond the years 1677 to 2262":
            lambda r, ours, theirs: (value(r, "time") or value(r, "start")) in FAR_TIMES
            and ours[0] == theirs[0] == 200,
        "Go reads numbers with underscores":
            lambda r, ours, theirs: "1_000" in dict(r[2]).values() and ours[0] == 400,
    }


class Server:
    """A connection to one of the two."""

    def __init__(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def ask(self, request):
        method, path, parameters = request
        encoded = urllib.parse.urlencode(parameters)
        if method == "GET":
            self.connection.request("GET", path + "?" + encoded)
        else:
            self.connection.request(
                "POST", path, encoded, {"Content-Type": "application/x-www-form-urlencoded"})
        response = self.connection.getresponse()
        return response.status, response.getheader("Content-Type"), response.read()


def comparable(answer):
    status, kind, body = answer
    body = re.sub(rb'("\w+Time":)[-0-9.e]+', rb"\1*", body)
    body = re.sub(rb'("(totalQueryableSamples|peakSamples)":)\d+', rb"\1*", body)
    # Where in Prometheus the time is up first is left to chance.
    body = body.replace(b"timed out in query execution", b"timed out in query queue")
    return status, kind, body


def main():
    if not shutil.which("prometheus") or not shutil.which("promtool"):
        sys.exit(77)
    all_requests = requests()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        write_inputs(make_series(), folder)
        prometheus = oracle.Prometheus(folder)
        program = subprocess.Popen([sys.argv[1], str(folder / "data")], stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE)
        try:
            nodewatch = Server(int(program.stdout.readline()))
            theirs = Server(prometheus.port)
            answers = [(r, nodewatch.ask(r), theirs.ask(r)) for r in all_requests]
        finally:
            prometheus.stop()
            program.stdin.close()
            program.wait(timeout=30)
    bad = 0
    accepted = dict.fromkeys(differences(), 0)
    for request, our, their in answers:
        if comparable(our) == comparable(their):
            continue
        reason = next((why for why, test in differences().items() if test(request, our, their)), None)
        if reason:
            accepted[reason] += 1
            continue
        bad += 1
        print(f"{request}:\n  nodewatch  {our[0]} {our[1]} {our[2][:300]}\n"
              f"  prometheus {their[0]} {their[1]} {their[2][:300]}")
    for reason, count in accepted.items():
        print(f"accepted {count}: {reason}")
        bad += count == 0
    print(f"{len(answers)} requests, {bad} different")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
