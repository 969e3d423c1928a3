#!/usr/bin/env python3
"""Lets nodewatch and Prometheus 2.42 scrape exporters that follow a script, and compares what is stored.

Usage: scrape_script_test.py NODEWATCH

Each job of the script is a list of answers, one a scrape; the last one is given for ever. Both programs
read the same configuration but for the path, by which the exporter knows them. At the time of each
scrape of the script all series of the job that are not stale must be the same in both, with the same
values. What the targets tell of their metrics must be the same in the end, wherever it can be asked
for. Where an answer of the script came too late for one of them the machine is overloaded: again, slower.
Exits with 77 when prometheus is not installed.
"""

import contextlib
import gzip
import http.server
import json
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request

from nodewatch_process import DEADLINE, NodewatchProcess

TEXT = "text/plain; version=0.0.4"
OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8"
GONE = "gone"  # the connection ends without an answer
HANGS = "hangs"  # no answer within the timeout, which is the interval
INTERVALS = (1, 4, 15)  # seconds; each for a machine that is too slow for the one before


def text(body, **headers):
    return 200, body, {"Content-Type": TEXT, **headers}


def open_metrics(body):
    return 200, body, {"Content-Type": OPEN_METRICS}


def now_ms():
    return int(time.time() * 1000)


def timed(*samples):
    """Samples with times of their own, in ms from the first scrape that asked for them; as all scrapes
    of one program do."""
    return lambda first: text("".join(f"{series} {value} {first + after}\n"
                                      for series, value, after in samples))


ANY_TEXT = ['a{x="1"} 1\n', "# HELP a x\n# TYPE a gauge\na 1\n\nb 2", 'a{x="1",} 1\n', 'a {x="1"} 1\n',
            'a{x="1"y="2"} 1\n', '\ta\t1\t\n', 'a{x="1\n2"} 1\n', 'a{x="\\q\\n\\\\\\""} 1\n', "a{}1\n",
            "a NaN\n", "a -Inf\n", "a +1e3\n", "a inf\n", "#x\n#\n# HELP\na 1\n", ":a:b 1\n", "a 1_0\n",
            "a 0x10\n", "a 1\r\n", "a\n", "a one\n", "a 1 2 3\n", "a 1 -5\n", "a 1 1.5\n", "1a 1\n",
            '{x="1"} 1\n', "a{b} 1\n", "a{b=c} 1\n", 'a{b="c} 1\n', 'a{b="c" 1\n', "a{,} 1\n",
            'a{b="c",,} 1\n', 'a{b="\udcff"} 1\n', "# TYPE a thing\na 1\n", "# TYPE a  gauge\na 1\n",
            "# TYPE a gauge \na 1\n", "# HELP 1a x\na 1\n", "# HELP a \udcff\na 1\n", "a 1e999\n",
            "a 1e-999\n", 'a{b="\\\n"} 1\n', "a 1 99999999999999999999\n", "\r\n", 'a{x="1",x="2"} 1\n',
            'a{__name__="b"} 1\n', "a-b 1\n", "a{b-c=\"1\"} 1\n", "a 1 #x\n", "a  1\n", "a 1e\n",
            "a Infinity\n", "a nan\n", "a -nan\n", "a +NaN\n", "a " + 400 * "1" + "\n", "a " + 400 * "1" + "e-2\n",
            "a " + 400 * "1" + "e-399\n", "a 0." + 400 * "0" + "1\n", "a 1\n\0b 2", " \0a 1\n", "a 1\0\n", "a .5\n", "a 5.\n", "a 1 \n", " a 1\n", "a", ""]
ANY_OPEN_METRICS = ["a 1\n# EOF\n", "a 1\n# EOF", "# EOF\n", "", "a 1\n", "\n# EOF\n", "# EOF\na 1\n",
                    "a  1\n# EOF\n", "a 1 \n# EOF\n", "# a comment\n# EOF\n", "# TYPE a untyped\na 1\n# EOF\n",
                    "# TYPE a unknown\na 1\n# EOF\n", "# UNIT a bytes\n# EOF\n",
                    "# UNIT a_bytes bytes\na_bytes 1\n# EOF\n", "# HELP a\n# EOF\n", "# HELP a \na 1\n# EOF\n",
                    "a 1 NaN\n# EOF\n", 'a_total 1 # {x="y"} 2\n# EOF\n', 'a_total 1 # {x="y"} 2 1.5\n# EOF\n',
                    'a_total 1 # {x="y"}\n# EOF\n', 'a_total 1 # {x="y"} z\n# EOF\n', "a_total 1 # {x} 1\n# EOF\n",
                    "a_total 1 # {} 1\n# EOF\n", 'a{ b="c"} 1\n# EOF\n', 'a{b="c",} 1\n# EOF\n',
                    'a{b="c"}  1\n# EOF\n', "a{} 1\n# EOF\n", "a\t1\n# EOF\n", "#EOF\n", "a 1\r\n# EOF\n"]
HISTOGRAM = ('# TYPE h histogram\nh_bucket{le="0.1"} 3\nh_bucket{le="+Inf"} 5 # {trace_id="x"} 0.67\nh_count 5\n'
             'h_sum 1.5\n# TYPE s summary\ns{quantile="0.5"} 0.25\ns_sum 3\ns_count 7\n')
FEW = "a 1\nb 2\nc 3\n"
# Of jobs that end with scrapes that fail nothing is forgotten any more. Families are called meta_...
META_TEXT = ('# HELP meta_a_total One\\ntwo \\\\ \\"three\\" \\t \\\n#\tTYPE\t meta_a_total\tcounter\n# UNIT meta_a_total total\n'
             "meta_a_total 1\n# HELP meta_b  two blanks, \xe4 <&> \u2028\n# TYPE meta_c untyped\n#TYPE meta_d gauge\n"
             "# HELP meta_e\n# HELP meta_f \n# TYPE meta_g summary\n# HELP meta_g tab\there\r\n# TYPE meta_h histogram\n"
             'meta_h_bucket{le="+Inf"} 1\n# HELP meta_same Both\n# TYPE meta_same gauge\n# HELP meta_i "the end"')
META_OPEN = ('# TYPE meta_seconds histogram\n# UNIT meta_seconds seconds\n# HELP meta_seconds \\"One\\"\\ntwo \\\\ \\t \\\n'
             "# TYPE meta_a counter\n# HELP meta_a Of a_total\nmeta_a_total 1\nmeta_a_created 2\n# TYPE meta_b unknown\n"
             "# UNIT meta_b \n# HELP meta_b \n# TYPE meta_c stateset\n# TYPE meta_d info\n# TYPE meta_e gaugehistogram\n"
             "# TYPE meta_same gauge\n# HELP meta_same Both\n# UNIT meta_same_bytes bytes\n")
META_ONCE = text("# TYPE meta_once gauge\n# HELP meta_once Told once\nmeta_once 1\n")
OTHERS = [text("meta_other 1\n# TYPE meta_other counter\n")]

# {job: (settings, answers)}
JOBS = {
    "stale": ("", [text("a 1\nb 2\n"), text("a 2\n"), text("a 3\nb 4\nc 5\n"), text(""), text("a 5\n")]),
    "fails": ("", [text("a 1\n"), (500, "", {}), text("a 2\n"), text("oh no\n"), text("a 3\n"), GONE, GONE,
                   (404, "a 1\n", {}), (204, "", {}), text("a 4\n")]),
    "honor": ("honor_labels: true", [text('a{job="own",instance=""} 1\nb{dc="there"} 2\nc{x=""} 3\n')]),
    "conflict": ("", [text('a{job="own",instance=""} 1\nb{job="x",exported_job="y"} 2\nb{dc="there"} 3\n')]),
    "relabel": ("metric_relabel_configs: [{source_labels: [__name__], regex: 'dropped.*', action: drop}, "
                "{regex: gone, action: labeldrop}]\n    sample_limit: 3",
                [text(FEW + "dropped_x 1\n"), text(FEW + "d 1\ndropped_y 1\ne 1\n"), text('a{gone="x"} 5\n'),
                 text(FEW), text("d 1\n" + FEW), text(FEW)]),
    "label_limit": ("label_limit: 4", [text('a{x="1"} 1\n'), text('a{x="1",y="2"} 1\n'), text("a 1\n")]),
    "name_limit": ("label_name_length_limit: 9", [text('a{x="1"} 1\n'), text('a{long_names="2"} 1\n'), text("a 1\n")]),
    "value_limit": ("label_value_length_limit: 20", [text('a{x="1"} 1\n'), text('a{x="' + 21 * "y" + '"} 1\n')]),
    "body_limit": ("body_size_limit: 20B", [text("a 1\n"), text("a 1\n" + "#" * 15), text("a 1\n" + "#" * 16),
                                            text("a 1\n" + "#" * 17), text("a 2\n"), text("a 3\n" + "#" * 900, zip="1")]),
    "gzip": ("", [text("a 1\n" + HISTOGRAM.replace(' # {trace_id="x"} 0.67', ""), zip="1"),
                  text("not packed", **{"Content-Encoding": "gzip"}), text("a 2\n", zip="1")]),
    "open_metrics": ("", [open_metrics(HISTOGRAM + "# EOF\n"), open_metrics(HISTOGRAM), open_metrics("a 1\n# EOF\n")]),
    "doubles": ("", [text('a{x="1",y="2"} 1\na{y="2",x="1"} 2\nb 1\nb 1\n'), text("b 5\nb 6\n"), text("b 1\n")]),
    "times": ("", [timed(("a", 1, -5000), ("b", 1, -5000)), timed(("a", 1, -5000), ("b", 2, -4000)),
                   timed(("a", 7, -9000), ("b", 3, 9_000_000)), text("c 1\n"), timed(("a", 2, 50)), text("")]),
    "no_times": ("honor_timestamps: false", [timed(("a", 1, -5000)), timed(("a", 2, -5000)), text("b 1\n")]),
    "redirect": ("", [(302, "", {"Location": "other"}), text("a 1\n"), (302, "", {"Location": "/nowhere"}),
                      text("a 2\n"), (307, "", {}), text("a 3\n")]),
    # Malformed parameters: not OpenMetrics, which needs its # EOF.
    "content_type": ("", [(200, "a 1\n", {"Content-Type": "application/openmetrics-text" + parameters})
                          for parameters in ("; =1", "; a", "; a=", "; a=b c", ";", "; a=b", '; a="b;c" ;')]),
    "hangs": ("", [text("a 1\n")] + 12 * [HANGS] + [text("a 2\n")]),
    "ups": ("", [text("up 7\na 1\n"), text("a 2\n")]),
    "meta_text": ("", [text(META_TEXT), GONE]),
    "meta_open_metrics": ("", [open_metrics(META_OPEN + "# EOF\n"), GONE]),
    "meta_not_open_metrics": ("", [open_metrics(META_TEXT + "\n# EOF\n"), GONE]),
    "meta_error": ("", [META_ONCE, text("# HELP meta_once Before the error\noh no\n# HELP meta_once Behind it\n"), GONE]),
    "meta_cut": ("", [open_metrics(META_OPEN), GONE]),
    "meta_changes": ("", [META_ONCE, text("# TYPE meta_once counter\n"), text("# HELP meta_once\n"), GONE]),
    "meta_dropped": ("metric_relabel_configs: [{source_labels: [__name__], regex: 'meta_once', action: drop}]", [META_ONCE, GONE]),
    "meta_limit": ("label_limit: 4", [text('# HELP meta_limit Is kept\na{x="1",y="2"} 1\n# HELP meta_behind Is not\n'), GONE]),
    "meta_stays": ("", [META_ONCE, *(10 * OTHERS), GONE]),
    "meta_goes": ("", [META_ONCE, *(11 * OTHERS), GONE]),
    "meta_outlives": ("", [META_ONCE, *(6 * OTHERS), *(4 * [text("")]), *(3 * [GONE]), text("oh no"), *(4 * OTHERS), GONE]),
    **{f"any_text_{i}": ("", [text(body) for body in ANY_TEXT[i::4]]) for i in range(4)},
    **{f"any_open_metrics_{i}": ("", [open_metrics(body) for body in ANY_OPEN_METRICS[i::2]]) for i in range(2)},
}


class Server(http.server.ThreadingHTTPServer):
    request_queue_size = 1_000  # all at once, while one of them is late


class Exporter(http.server.BaseHTTPRequestHandler):
    """Answers /PROGRAM/JOB by the script; each program is at its own place of it."""

    asked = {}
    first = {}
    interval = None
    lock = threading.Lock()

    def do_GET(self):
        program, job, *rest = self.path.strip("/").split("/") + [""]
        if job == "other":
            job = "redirect"
        if job not in JOBS:
            return self.answer(404, b"", {})
        key = program, job
        with self.lock:
            at = self.asked.get(key, 0)
            self.asked[key] = at + 1
            first = self.first.setdefault(key, now_ms())
        answers = JOBS[job][1]
        answer = answers[min(at, len(answers) - 1)]
        if answer == GONE:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return None
        if answer == HANGS:
            time.sleep(1.5 * self.interval)
            self.close_connection = True
            return None
        status, body, headers = answer(first) if callable(answer) else answer
        body = body.encode("utf-8", "surrogateescape")
        headers = dict(headers)
        if headers.pop("zip", None):
            body, headers["Content-Encoding"] = gzip.compress(body), "gzip"
        return self.answer(status, body, headers)

    def answer(self, status, body, headers):
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        with contextlib.suppress(OSError):  # who has read enough leaves
            self.wfile.write(body)

    def log_message(self, *_):
        pass


def configuration(program, port, interval):
    jobs = "".join(
        f"  - job_name: {job}\n    metrics_path: /{program}/{job}\n"
        f"    static_configs: [{{targets: ['127.0.0.1:{port}'], labels: {{dc: here}}}}]\n"
        + (f"    {settings}\n" if settings else "") for job, (settings, _) in JOBS.items())
    return f"global: {{scrape_interval: {interval}s, scrape_timeout: {interval}s}}\nscrape_configs:\n{jobs}"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def ask(port, expression, at=None):
    parameters = {"query": expression, **({"time": at} if at is not None else {})}
    url = f"http://127.0.0.1:{port}/api/v1/query?" + urllib.parse.urlencode(parameters)
    with urllib.request.urlopen(url, timeout=DEADLINE) as response:
        return json.load(response)["data"]["result"]


def scrapes(port, job):
    """The times of the scrapes that the script tells of."""
    samples = [value for series in ask(port, f'scrape_samples_scraped{{job="{job}"}}[1h]')
               for value in series["values"]]
    return [at for at, _ in samples][:len(JOBS[job][1])]


def stored(port, job, at):
    """{labels: value} of what is not stale at that time."""
    jobs = [job, "own"] if job == "honor" else [job]
    return {json.dumps(series["metric"], sort_keys=True): series["value"][1]
            for name in jobs for series in ask(port, f'{{job="{name}"}}', at)
            if series["metric"]["__name__"] != "scrape_duration_seconds"}


def late(port, interval):
    """The scrapes that ended with the timeout, although the script has an answer for them."""
    return [(job, at) for job, (_, answers) in JOBS.items()
            for answer, at in zip(answers, scrapes(port, job))
            for took in ask(port, f'scrape_duration_seconds{{job="{job}"}}', at)
            if answer != HANGS and float(took["value"][1]) > 0.95 * interval]


def left_out(port, interval):
    """Tells when a target that hangs is not scraped once an interval, as by Prometheus; a quarter is for
    a machine that is overloaded."""
    hanging = scrapes(port, "hangs")
    took = hanging[-1] - hanging[0]
    return [f"hangs: {len(hanging)} scrapes in {took} s"] if took > len(hanging) * interval * 1.25 else []


def wait_for_scrapes(port, alive, interval):
    end = time.monotonic() + DEADLINE + max(len(answers) for _, answers in JOBS.values()) * interval
    for job, (_, answers) in JOBS.items():
        while True:
            assert alive() and time.monotonic() < end, job
            try:
                if len(scrapes(port, job)) == len(answers):
                    break
            except OSError:
                pass
            time.sleep(0.1)


def told_before_the_error(answer, theirs):
    """The names of the metrics that Prometheus read of a body, and whose series it kept."""
    count = next(int(value) for series, value in theirs.items()
                 if json.loads(series)["__name__"] == "scrape_samples_scraped")
    names = re.findall(r"^[ \t]*([a-zA-Z_:][\w:]*)", answer[1] if isinstance(answer, tuple) else "", re.MULTILINE)
    return set(names[:count])


def explained(job, answer, ours, theirs):
    """Why they differ, where we mean it."""
    failed = any(json.loads(series)["__name__"] == "up" and value == "0" for series, value in ours.items())
    more = {json.loads(series)["__name__"] for series in theirs.keys() - ours.keys()}
    if failed and ours.items() <= theirs.items() and more <= told_before_the_error(answer, theirs):
        return "of a body with an error Prometheus marks no series stale that stood before it"
    if job == "ups" and theirs.items() <= ours.items():
        return "an exporter's own up that goes hides that of Prometheus for a scrape"
    return None


def compare(nodewatch, prometheus, interval):
    bad = 0
    accepted = {}
    for job, (_, answers) in JOBS.items():
        ours, theirs = scrapes(nodewatch, job), scrapes(prometheus, job)
        for step, answer in enumerate(answers):
            our, their = stored(nodewatch, job, ours[step]), stored(prometheus, job, theirs[step])
            assert their, (job, step)
            if our == their:
                continue
            if reason := explained(job, answer, our, their):
                accepted[reason] = accepted.get(reason, 0) + 1
                continue
            bad += 1
            print(f"{job}, scrape {step}: {answer if not callable(answer) else 'timed'}")
            for series in sorted(our.keys() | their.keys()):
                if our.get(series) != their.get(series):
                    print(f"  nodewatch {our.get(series)}, prometheus {their.get(series)}: {series}")
    bad += len(left_out(nodewatch, interval))
    for reason, count in accepted.items():
        print(f"accepted {count}: {reason}")
    print(f"{sum(len(answers) for _, answers in JOBS.values())} scrapes, {bad} different")
    return bad or len(accepted) != 2


def get(port, path, **parameters):
    url = f"http://127.0.0.1:{port}/api/v1/{path}?" + urllib.parse.urlencode(parameters)
    with urllib.request.urlopen(url, timeout=DEADLINE) as response:
        return json.load(response)["data"]


def sorted_entries(entries):
    return sorted(json.dumps(entry) for entry in entries)  # members in their order


def compare_metadata(nodewatch, prometheus):
    bad = 0
    for job in (job for job in JOBS if job.startswith("meta_")):
        asked = {"match_target": f'{{job="{job}"}}'}
        ours, theirs = (sorted_entries(get(port, "targets/metadata", **asked)) for port in (nodewatch, prometheus))
        assert theirs, job
        if ours != theirs:
            bad += 1
            print(f"{job}\n  nodewatch {ours}\n  prometheus {theirs}")
    ours, theirs = ({name: sorted_entries(entries) for name, entries in get(port, "metadata").items()
                     if name.startswith("meta_")} for port in (nodewatch, prometheus))
    assert len(theirs) > 10 and any(len(entries) > 1 for entries in theirs.values()), theirs
    for name in sorted(ours.keys() | theirs.keys()):
        if ours.get(name) != theirs.get(name):
            bad += 1
            print(f"{name}\n  nodewatch {ours.get(name)}\n  prometheus {theirs.get(name)}")
    print(f"{len(theirs)} metrics with metadata, {bad} answers different")
    return bad


def run(program, exporter, interval):
    """How much is different; None: the machine was too slow to tell."""
    Exporter.interval = interval
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "prometheus.yml").write_text(configuration(f"prometheus-{interval}", exporter, interval))
        (folder / "scrape.yml").write_text(configuration(f"nodewatch-{interval}", exporter, interval))
        (folder / "nodewatch.yaml").write_text(
            f"data_dir: {folder}/data\nscrape: {{prometheus_files: [{folder}/scrape.yml]}}\n")
        port = free_port()
        prometheus = subprocess.Popen(
            ["prometheus", f"--config.file={folder}/prometheus.yml", f"--storage.tsdb.path={folder}/tsdb",
             f"--web.listen-address=127.0.0.1:{port}", "--log.level=error"])
        try:
            with NodewatchProcess(program, folder / "nodewatch.yaml") as nodewatch:
                wait_for_scrapes(nodewatch.port, lambda: nodewatch.process.poll() is None, interval)
                wait_for_scrapes(port, lambda: prometheus.poll() is None, interval)
                missed = late(nodewatch.port, interval) + late(port, interval) + left_out(nodewatch.port, interval)
                if missed and interval != INTERVALS[-1]:
                    print(f"too slow for an interval of {interval} s:", *missed)
                    return None
                return compare(nodewatch.port, port, interval) + compare_metadata(nodewatch.port, port)
        finally:
            prometheus.terminate()
            prometheus.wait(DEADLINE)


def main():
    if not shutil.which("prometheus"):
        sys.exit(77)
    exporter = Server(("127.0.0.1", 0), Exporter)
    threading.Thread(target=exporter.serve_forever, daemon=True).start()
    tries = (run(sys.argv[1], exporter.server_port, interval) for interval in INTERVALS)
    bad = next(bad for bad in tries if bad is not None)
    exporter.shutdown()
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
