#!/usr/bin/env python3
"""Extra listeners, each an exporter of some networks, over real sockets: what they tell is what the main
port tells of their networks, in every format and coding; their health; credentials and TLS.

Usage: exporters_test.py NODEWATCH NODEWATCH_SIM_BITCOIN NODEWATCH_SIM_BETANET
"""

import base64
import gzip
import http.client
import json
import pathlib
import re
import shutil
import ssl
import subprocess
import sys
import tempfile

from nodewatch_process import DEADLINE, NodewatchProcess
from stand_in import StandIn

LINT = 3  # promtool finds the format right and has advice: some names are older than nodewatch


class Tls(NodewatchProcess):
    scheme = "https"


class Exporter:
    """One of the extra listeners, found by what the program logs."""

    def __init__(self, watched, networks, trust=None):
        line = watched.wait_for_log(f"exporter of {networks} on ")
        self.port = int(line.rsplit(":", 1)[1])
        self.trust = trust

    def get(self, path, **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.trust:
            connection = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=DEADLINE, context=self.trust)
        else:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=DEADLINE)
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer, body


def series_of(text):
    return {line.rpartition(" ")[0] for line in text.splitlines() if line and not line.startswith("#")}


def networks_of(series):
    return {re.search(r'network="([^"]*)"', one)[1] for one in series}


def check_metrics(watched, exporter, network):
    watched.wait_until(lambda: series_of(exporter.get("/metrics")[1].decode()), network)

    def same_as_main():
        _, everything = watched.request("GET", "/metrics")
        wanted = {one for one in series_of(everything) if networks_of([one]) == {network}}
        return wanted == series_of(exporter.get("/metrics")[1].decode())
    watched.wait_until(same_as_main, f"the series of {network}")

    answer, text = exporter.get("/metrics")
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert networks_of(series_of(text.decode())) == {network}
    if shutil.which("promtool"):
        checked = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True)
        assert checked.returncode in (0, LINT), checked
    answer, text = exporter.get("/metrics", Accept="application/openmetrics-text; version=1.0.0")
    assert answer.headers["Content-Type"].startswith("application/openmetrics-text; version=1.0.0")
    assert text.endswith(b"# EOF\n")
    answer, text = exporter.get("/metrics", Accept_Encoding="gzip")
    assert answer.headers["Content-Encoding"] == "gzip"
    assert networks_of(series_of(gzip.decompress(text).decode())) == {network}


def check_betanet(watched, service, exporter):
    """The place of the exporter that had port 9200: its metrics, without a word of advice, and a /health
    that is true."""
    service("work 1000")
    watched.wait_until(lambda: b'betanet_messages_total{network="betanet",node="main-1"} 5000\n'
                       in exporter.get("/metrics")[1], "messages")
    check_metrics(watched, exporter, "betanet")
    _, text = exporter.get("/metrics")
    for line in (b"# HELP betanet_connected_peers Number of connected peers",
                 b"# TYPE betanet_connected_peers gauge",
                 b"# TYPE betanet_bytes_transmitted_total counter",
                 b"# TYPE betanet_message_latency_seconds histogram",
                 b'betanet_connected_peers{network="betanet",node="main-1"} 7'):
        assert line + b"\n" in text, (line, text)
    if shutil.which("promtool"):
        checked = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True)
        assert (checked.returncode, checked.stderr) == (0, b""), checked
    assert json.loads(exporter.get("/health")[1]) == {"status": "healthy"}
    service("stop")
    watched.wait_until(lambda: exporter.get("/health")[0].status == 503, "unhealthy")


def check_counts(watched, exporter):
    """Its answers are counted with those of the main port. Nobody else asks for what is not there."""
    def client_errors():
        _, text = watched.request("GET", "/metrics")
        return [line.rpartition(" ")[2] for line in text.splitlines()
                if line.startswith("nodewatch_http_client_errors_total{")]
    watched.wait_until(lambda: client_errors() == ["0"], "no errors")
    for _ in range(3):
        assert exporter.get("/nothing")[0].status == 404
    watched.wait_until(lambda: client_errors() == ["3"], "three errors")


def check_other_paths(exporter):
    answer, page = exporter.get("/")
    assert answer.status == 200 and answer.headers["Content-Type"].startswith("text/html")
    assert b"/metrics" in page and b"/health" in page, page
    answer, body = exporter.get("/api/v1/status/targets")
    assert answer.status == 404 and json.loads(body)["status"] == "error", body


def check_health(watched, node, bitcoin, host):
    def status(exporter):
        answer, body = exporter.get("/health")
        assert answer.headers["Content-Type"] == "application/json"
        return answer.status, json.loads(body)
    watched.wait_until(lambda: status(bitcoin) == (200, {"status": "healthy"}), "healthy")
    node("stop")
    watched.wait_until(lambda: status(bitcoin)[0] == 503, "unhealthy")
    body = status(bitcoin)[1]
    assert body["status"] == "unhealthy" and body["reasons"][0].startswith("bitcoin/main-1: failed"), body
    assert status(host) == (200, {"status": "healthy"})


def check_credentials(exporter):
    answer, _ = exporter.get("/metrics")
    assert answer.status == 401
    wrong = base64.b64encode(b"ann:no").decode()
    assert exporter.get("/metrics", Authorization="Basic " + wrong)[0].status == 401
    right = base64.b64encode(b"ann:secret").decode()
    assert exporter.get("/metrics", Authorization="Basic " + right)[0].status == 200
    assert exporter.get("/health")[0].status in (200, 503)  # an open path


def main():
    nodewatch, sim_bitcoin, sim_betanet = sys.argv[1:]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        configuration = folder / "nodewatch.yaml"
        with StandIn(sim_bitcoin, str(folder / "cookie")) as node, StandIn(sim_betanet, "api_v1") as service:
            configuration.write_text(f"""
data_dir: {folder / "data"}
exporters:
  - {{listen: "127.0.0.1:0", networks: [bitcoin]}}
  - {{listen: "127.0.0.1:0", networks: [host]}}
  - {{listen: "127.0.0.1:0", networks: [betanet], nodes: [main-1]}}
targets:
  - {{network: bitcoin, name: main-1, http: "{node.http}", cookie_file: {folder / "cookie"}}}
  - {{network: host, name: here}}
  - {{network: betanet, name: main-1, http: "{service.http}", interval: 500ms, timeout: 2s,
     cache: {{fresh: 300ms, max_age: 30s}}, retry: {{waits: [20ms, 40ms, 80ms], jitter: none}}}}
""")
            with NodewatchProcess(nodewatch, configuration) as watched:
                bitcoin, host = Exporter(watched, "bitcoin"), Exporter(watched, "host")
                check_counts(watched, host)
                check_metrics(watched, host, "host")
                check_metrics(watched, bitcoin, "bitcoin")
                check_other_paths(bitcoin)
                check_health(watched, node, bitcoin, host)
                check_betanet(watched, service, Exporter(watched, "betanet"))

        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
                        "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout",
                        folder / "key.pem", "-out", folder / "certificate.pem"], check=True, capture_output=True)
        configuration.write_text(f"""
data_dir: {folder / "data"}
tls: {{certificate: {folder / "certificate.pem"}, key: {folder / "key.pem"}}}
authentication: {{user: ann, password: secret, open_paths: [/health]}}
exporters: [{{listen: "127.0.0.1:0", networks: [host]}}]
targets: [{{network: host}}]
""")
        with Tls(nodewatch, configuration) as watched:
            trust = ssl.create_default_context(cafile=folder / "certificate.pem")
            check_credentials(Exporter(watched, "host", trust))


if __name__ == "__main__":
    main()
