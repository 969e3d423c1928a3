#!/usr/bin/env python3
"""One prometheus.yml for Debian's Prometheus and for nodewatch: both find the same targets, ask them the
same, and store the same series of them. What promtool holds for wrong, nodewatch does too.

Usage: scrape_prometheus_file_test.py NODEWATCH

Exits with 77 when prometheus or prometheus-node-exporter is not installed.
"""

import json
import pathlib
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request

from metrics_server import MetricsServer, who_asks
from nodewatch_process import NodewatchProcess

SKIPPED = 77
CONFIGURATION_ERROR = 2

METRICS = """# HELP requests_total Requests
# TYPE requests_total counter
requests_total{job="inner",code="200",team="a"} 5
requests_total{job="inner",code="500",team="b"} 1
# TYPE temperature gauge
temperature{room="north west"} 20.5
go_goroutines 7
go_threads 3
"""


class Exporter(MetricsServer):
    """Tells always the same, and keeps what it is asked: (who, path and query, credentials). A path /moved/... it
    sends to the same path at `elsewhere`."""

    def __init__(self, context=None, elsewhere=None):
        self.asked = set()
        self.elsewhere = elsewhere
        super().__init__(self.answer, context)

    def answer(self, request):
        path, _, query = request.path.partition("?")
        self.asked.add((who_asks(request), request.headers["Host"], path, tuple(urllib.parse.parse_qsl(query)),
                        request.headers["Authorization"]))
        moved = self.elsewhere and path.startswith("/moved/")
        return 302 if moved else 200, METRICS.encode(), {"Location": f"http://{self.elsewhere}{path}"} if moved else {}

    def asked_by(self, who):
        return {tuple(asked) for name, *asked in self.asked if name == who}


def make_certificate(folder, name):
    """NAME.pem and NAME.key, for NAME.example; who trusts it names it as its authority."""
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
                    "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}.example",
                    "-keyout", folder / f"{name}.key", "-out", folder / f"{name}.pem"],
                   check=True, capture_output=True)


def tls_exporter(folder):
    """An exporter that answers whom it knows by certificate."""
    make_certificate(folder, "server")
    make_certificate(folder, "client")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem", folder / "server.key")
    context.load_verify_locations(folder / "client.pem")
    context.verify_mode = ssl.CERT_REQUIRED
    return Exporter(context)


def free_address():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return "127.0.0.1:%d" % probe.getsockname()[1]


class Program:
    """A program that runs as long as the context; `get` asks it."""

    def __init__(self, address, command):
        self.address = address
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(60)

    def get(self, path, **parameters):
        query = "?" + urllib.parse.urlencode(parameters) if parameters else ""
        try:
            with urllib.request.urlopen(f"http://{self.address}{path}{query}", timeout=60) as answer:
                return json.load(answer)["data"]
        except OSError:
            return None


def redirected_jobs(address):
    """A job for each kind of credentials, and one that follows no redirects."""
    jobs = {"password": "basic_auth: {username: ann, password: s3cret}", "token": "bearer_token: t0ken",
            "stays": "follow_redirects: false"}
    return "global: {scrape_interval: 1s}\nscrape_configs:\n" + "".join(
        f"  - {{job_name: {name}, metrics_path: /moved/{name}, {keys}, static_configs: [{{targets: ['{address}']}}]}}\n"
        for name, keys in jobs.items())


def check_redirects(watched, first, second):
    """Credentials stay with the server that they are for, and who is not to follow does not."""
    def asked(exporter):
        return {(path, credentials) for _, path, _, credentials in exporter.asked_by("nodewatch")}

    def up(job):
        _, text = watched.request("GET", "/api/v1/query?" + urllib.parse.urlencode({"query": f'up{{job="{job}"}}'}))
        return [one["value"][1] for one in json.loads(text)["data"]["result"]]

    for job, value in (("password", "1"), ("token", "1"), ("stays", "0")):
        watched.wait_until(lambda: up(job) == [value], f"up of {job}")
    assert asked(first) == {("/moved/password", "Basic YW5uOnMzY3JldA=="), ("/moved/token", "Bearer t0ken"),
                            ("/moved/stays", None)}, first.asked
    assert asked(second) == {("/moved/password", None), ("/moved/token", None)}, second.asked


def file_for(exporter, secure, prometheus, node):
    """Jobs of every kind, over the exporters, a node exporter and Prometheus itself."""
    addresses = {"EXPORTER": exporter, "SECURE": secure, "PROMETHEUS": prometheus, "NODE": node}
    text = """
global: {scrape_interval: 1s, external_labels: {monitor: example}}
alerting: {alertmanagers: [{static_configs: [{targets: ["localhost:9093"]}]}]}
scrape_configs:
  - job_name: prometheus
    static_configs: [{targets: ["PROMETHEUS"]}]
  - job_name: node
    scrape_interval: 2s
    static_configs:
      - targets: ["NODE"]
        labels: {rack: r1, empty: ""}
    metric_relabel_configs:
      - {source_labels: [__name__], regex: "go_.*|process_.*", action: drop}
  - job_name: plain
    static_configs: [{targets: ["EXPORTER"], labels: {team: ours}}]
  - job_name: honest
    honor_labels: true
    static_configs: [{targets: ["EXPORTER"], labels: {team: ours}}]
  - job_name: probe
    metrics_path: /probe me
    params: {module: [http 2xx, more], "a&b": ["1"]}
    basic_auth: {username: ann, password_file: password}
    relabel_configs:
      - {source_labels: [__address__], target_label: __param_target}
      - {source_labels: [__param_target], target_label: instance}
      - {target_label: __address__, replacement: "EXPORTER"}
      - {source_labels: [instance], regex: ".*internal.*", action: drop}
      - {source_labels: [instance], modulus: 7, target_label: shard, action: hashmod}
    static_configs: [{targets: ["https://one.example/?x=1&y=ü", "two.example", "internal.example"]}]
  - job_name: token
    authorization: {credentials: t0ken}
    metrics_path: /metrics/token
    metric_relabel_configs:
      - {source_labels: [room], regex: "(\\\\S+) (\\\\S+)", target_label: place, replacement: "${2}_$1"}
      - {regex: room, action: labeldrop}
      - {source_labels: [code], target_label: __name__, regex: "(...)", replacement: "requests_${1}_total"}
      - {regex: "(t)eam", replacement: "${1}_copy", action: labelmap}
    static_configs: [{targets: ["EXPORTER"]}]
  - job_name: secure
    scheme: https
    tls_config: {ca_file: server.pem, cert_file: client.pem, key_file: client.key, server_name: server.example}
    static_configs: [{targets: ["SECURE"]}]
  - job_name: small
    scrape_interval: 1s
    metrics_path: /limited
    sample_limit: 3
    static_configs: [{targets: ["EXPORTER"]}]
rule_files: []
"""
    for name, address in addresses.items():
        text = text.replace(name, address)
    return text


def label_sets(labels):
    return sorted(tuple(sorted(one.items())) for one in labels)


def check_targets(prometheus, watched):
    active = watched.wait_until(lambda: (prometheus.get("/api/v1/targets") or {}).get("activeTargets"), "targets")
    rows = watched.live("table/scrape/*/scrape", lambda rows: len(rows) >= len(active))
    ours = label_sets(row["labels"] for row in rows.values())
    assert ours == label_sets(target["labels"] for target in active), ours
    scrape_urls = sorted(target["scrapeUrl"].partition("?")[0] for target in active)
    assert sorted(row["url"].replace(" ", "%20") for row in rows.values()) == scrape_urls, rows
    intervals = {target["scrapePool"]: target["scrapeInterval"] for target in active}
    for row in rows.values():
        assert intervals[row["job"]] == "%ds" % (row["interval_ms"] / 1000), row

    def told(data):
        """Each scraped target by its labels; what changes with each scrape is left out."""
        keys = ("discoveredLabels", "scrapePool", "health", "scrapeInterval", "scrapeTimeout")
        return {json.dumps(one["labels"], sort_keys=True): {key: one[key] for key in keys}
                for one in data["activeTargets"] if "job" in one["labels"]}

    def same_as_prometheus():
        _, text = watched.request("GET", "/api/v1/targets")
        return told(json.loads(text)["data"]) == told(prometheus.get("/api/v1/targets"))
    watched.wait_until(same_as_prometheus, "the same list of targets")


def check_requests(exporter, watched):
    watched.wait_until(lambda: len(exporter.asked_by("prometheus")) == 5, "Prometheus' requests")
    watched.wait_until(lambda: exporter.asked_by("nodewatch") == exporter.asked_by("prometheus"),
                       "the same requests")


def check_series(prometheus, watched):
    """The label sets of every series of each job, but for Prometheus' own, which change as it works."""
    def series(ask, job):
        data = ask("/api/v1/series", **{"match[]": f'{{job=~"{job}|inner"}}'})
        return label_sets(data or [])

    def ask_ours(path, **parameters):
        _, text = watched.request("GET", path + "?" + urllib.parse.urlencode(parameters))
        return json.loads(text)["data"]

    for job in ("plain", "honest", "probe", "token", "secure", "small"):
        watched.wait_until(lambda: len(series(prometheus.get, job)) > 5, job)
        watched.wait_until(lambda: series(ask_ours, job) == series(prometheus.get, job), f"series of {job}")

    def names(ask, job):
        data = ask("/api/v1/query", query=f'group by (__name__) ({{job="{job}"}})') or {"result": []}
        return {one["metric"]["__name__"] for one in data["result"]}
    for job in ("node", "prometheus"):
        watched.wait_until(lambda: len(names(prometheus.get, job)) > 50, job)
        watched.wait_until(lambda: names(ask_ours, job) == names(prometheus.get, job), f"metrics of {job}")
    values = {job: ask_ours("/api/v1/query", query=f'up{{job="{job}"}}')["result"][0]["value"][1]
              for job in ("node", "secure", "small")}
    assert values == {"node": "1", "secure": "1", "small": "0"}, values  # the limit of 3 samples is passed


JOB = "scrape_configs: [{job_name: a, static_configs: [{targets: ['127.0.0.1:1']}], %s}]"
FILES = [JOB % keys for keys in (
    "scrape_interval: 1m30s", "scrape_interval: 1.5m", "scrape_interval: 30", "scrape_interval: 1w2d",
    "scrape_interval: 2d1w", "scrape_interval: 0s", "scrape_interval: 5s, scrape_timeout: 6s",
    "scrape_interval: 5s, scrape_timeout: 5s", "scrape_timeout: 2m",
    "scheme: https", "metrics_path: x", "params: {a: b}", "params: {a: [b, c]}",
    "honor_labels: yes", "honor_labels: maybe", "sample_limit: 5", "sample_limit: -1", "sample_limit: x",
    "body_size_limit: 10MB", "body_size_limit: 1.5GiB", "body_size_limit: 10", "body_size_limit: 0",
    "body_size_limit: 10mb", "body_size_limit: 7B", "colour: red", "honour_labels: true",
    "basic_auth: {username: x, password: y}", "basic_auth: {username: x, password: y, password_file: z}",
    "basic_auth: {user: x}", "authorization: {credentials: x}", "authorization: {type: basic, credentials: x}",
    "authorization: {credentials: x}, bearer_token: y", "authorization: {credentials: x}, basic_auth: {username: y}",
    "bearer_token: x, basic_auth: {username: y}", "bearer_token: x",
    "tls_config: {insecure_skip_verify: true}", "tls_config: {insecure: true}", "tls_config: {min_version: TLS12}",
    "tls_config: {min_version: TLS9}", "tls_config: {cert_file: /etc/hostname}",
    "tls_config: {server_name: x}", "follow_redirects: false", "enable_http2: true",
    "relabel_configs: [{action: keep}]", "relabel_configs: [{action: keeep}]",
    "metric_relabel_configs: [{regex: '(', action: drop}]", "metric_relabel_configs: [{regex: 'a', action: drop}]",
    "file_sd_configs: [{files: [x.yml]}]", "dns_sd_configs: [{names: [x]}]", "http_sd_configs: [{url: 'http://x'}]",
)] + [
    "", "global: {}", "global: {scrape_interval: 5s, scrape_timeout: 6s}", "global: {scrape_intervall: 5s}",
    "global: {external_labels: {a: b}}", "global: {external_labels: {a-b: c}}",
    "scrape_configs: [{static_configs: [{targets: [a]}]}]", "scrape_configs: [{job_name: a}, {job_name: a}]",
    "scrape_configs: [{job_name: a, static_configs: [{targets: [a/b]}]}]",
    "scrape_configs: [{job_name: a, static_configs: [{targets: a}]}]",
    "scrape_configs: [{job_name: a, static_configs: [{targets: [a], labels: {a-b: c}}]}]",
    "scrape_configs: [{job_name: a, static_configs: [{targets: ['127.0.0.1:1'], labels: {b: c}}]}]",
    "scrape_configs: [&j {job_name: a, static_configs: &s [{targets: ['127.0.0.1:1']}]}, {<<: *j, job_name: b}]",
    "scrape_configs: [{job_name: a, static_configs: *s}]", "scrape_configs: [{job_name: a, <<: b}]",
    "scrape_configs: {job_name: a}", "scrape_config: []", "rule_files: []", "remote_write: [{url: 'http://x'}]",
    "storage: {tsdb: {out_of_order_time_window: 5m}}", "tracing: {endpoint: 'x:1'}", "a: [", "[]",
]


# With these Prometheus starts and scrapes all other jobs.
UNUSABLE = [
    "static_configs: [{targets: ['::1']}]", "static_configs: [{targets: ['ho st:1']}]",
    "static_configs: [{targets: ['a:99999']}]", "static_configs: [{targets: ['ann:s3cret@127.0.0.1:1']}]",
    "static_configs: [{targets: [a]}], tls_config: {min_version: TLS13}",
    "static_configs: [{targets: [a]}], relabel_configs: [{target_label: __scheme__, replacement: ftp}]",
    "static_configs: [{targets: [a]}], relabel_configs: [{target_label: __address__, replacement: 'x/y'}]",
    "static_configs: [{targets: [a]}], relabel_configs: [{target_label: __scrape_interval__, replacement: fast}]",
    "static_configs: [{targets: [a]}], relabel_configs: [{target_label: __scrape_timeout__, replacement: 2m}]",
]


def check_unusable(nodewatch, folder, exporter):
    """What keeps a job or a target from being scraped keeps neither program from starting, and is told."""
    path, configuration = folder / "unusable.yml", folder / "unusable.yaml"
    jobs = [f"{{job_name: job{number}, {keys}}}" for number, keys in enumerate(UNUSABLE)]
    jobs.append(f"{{job_name: good, scrape_interval: 1s, static_configs: [{{targets: ['{exporter}']}}]}}")
    path.write_text("scrape_configs:\n" + "".join(f"  - {job}\n" for job in jobs))
    configuration.write_text(f"data_dir: {folder / 'unusable'}\nscrape: {{prometheus_files: [{path}]}}\n")
    address = free_address()
    with Program(address, ["prometheus", f"--config.file={path}", f"--storage.tsdb.path={folder / 'unusable_tsdb'}",
                           f"--web.listen-address={address}"]) as prometheus, \
            NodewatchProcess(nodewatch, configuration) as watched:
        def is_up(get):
            data = get("/api/v1/query", query='up{job="good"}')
            return data and [one["value"][1] for one in data["result"]] == ["1"]

        def ask_ours(path, **parameters):
            return json.loads(watched.request("GET", path + "?" + urllib.parse.urlencode(parameters))[1])["data"]
        watched.wait_until(lambda: is_up(prometheus.get), "the good job at Prometheus")
        watched.wait_until(lambda: is_up(ask_ours), "the good job")
        told = watched.request("GET", "/health")[1]
        for number in range(len(UNUSABLE)):
            assert f"job 'job{number}'" in told, (number, told)
        assert "s3cret" not in told, told
        shown = [one["scrapePool"] for one in ask_ours("/api/v1/targets")["activeTargets"]]
        assert shown.count("good") == 1 and "scrape" not in shown, shown


def check_validity(nodewatch, folder):
    """Of each file both say whether it is right."""
    path, configuration = folder / "one.yml", folder / "one.yaml"
    configuration.write_text(f"data_dir: {folder / 'check'}\nscrape: {{prometheus_files: [{path}]}}\n")
    wrong = 0
    for text in FILES:
        path.write_text(text)
        peer = subprocess.run(["promtool", "check", "config", path], capture_output=True, text=True)
        ours = subprocess.run([nodewatch, "check", "--config", configuration], capture_output=True, text=True)
        refused = ours.returncode == CONFIGURATION_ERROR
        assert refused == (peer.returncode != 0), (text, peer.stdout, peer.stderr, ours.stdout, ours.stderr)
        wrong += refused
    assert wrong > 20, wrong


def main():
    nodewatch, = sys.argv[1:]
    if not shutil.which("prometheus") or not shutil.which("prometheus-node-exporter"):
        print("prometheus or prometheus-node-exporter is not installed", file=sys.stderr)
        sys.exit(SKIPPED)
    exporter = Exporter()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        check_validity(nodewatch, folder)
        check_unusable(nodewatch, folder, exporter.address)
        exporter.asked.clear()
        configuration = folder / "nodewatch.yaml"
        elsewhere = Exporter()
        moving = Exporter(elsewhere=elsewhere.address)
        redirects = folder / "redirects.yml"
        redirects.write_text(redirected_jobs(moving.address))
        configuration.write_text(f"data_dir: {folder / 'data'}\nscrape: {{prometheus_files: [{redirects}]}}\n")
        with NodewatchProcess(nodewatch, configuration) as watched:
            check_redirects(watched, moving, elsewhere)
        addresses = free_address(), free_address()
        path = folder / "prometheus.yml"
        path.write_text(file_for(exporter.address, tls_exporter(folder).address, *addresses))
        (folder / "password").write_text("s3cret\n")
        configuration.write_text(f"data_dir: {folder / 'data2'}\nscrape: {{prometheus_files: [{path}]}}\n")
        with Program(addresses[1], ["prometheus-node-exporter", f"--web.listen-address={addresses[1]}"]), \
                Program(addresses[0], ["prometheus", f"--config.file={path}", f"--storage.tsdb.path={folder / 'tsdb'}",
                                       f"--web.listen-address={addresses[0]}"]) as prometheus, \
                NodewatchProcess(nodewatch, configuration) as watched:
            watched.wait_for_log("these keys have no effect here: global.external_labels, alerting")
            check_targets(prometheus, watched)
            check_requests(exporter, watched)
            check_series(prometheus, watched)


if __name__ == "__main__":
    main()
