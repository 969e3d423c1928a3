#!/usr/bin/env python3
"""Certificates and keys that change while Debian's Prometheus and nodewatch scrape over TLS: both take the new
files with the next scrape, also where a connection is kept, and fail where these cannot be used.

Usage: scrape_tls_test.py NODEWATCH

Exits with 77 when prometheus is not installed.
"""

import os
import pathlib
import shutil
import ssl
import sys
import tempfile

from metrics_server import MetricsServer, who_asks
from nodewatch_process import NodewatchProcess
from scrape_prometheus_file_test import SKIPPED, Program, free_address, make_certificate
from scrape_secrets_test import Scrapers

JOB = ["tls"]
FILE = """
global: {scrape_interval: 1s}
scrape_configs:
  - job_name: tls
    scheme: https
    tls_config: {ca_file: ca.pem, cert_file: cert.pem, key_file: key.pem, server_name: server.example}
    static_configs: [{targets: ["ADDRESS"]}]
"""


class Server(MetricsServer):
    """Asks for a certificate, and keeps who showed which."""

    def __init__(self, folder):
        self.shown = set()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / "server.pem", folder / "server.key")
        context.load_verify_locations(folder / "first.pem")
        context.load_verify_locations(folder / "second.pem")
        context.verify_mode = ssl.CERT_REQUIRED
        super().__init__(self.answer, context)

    def answer(self, request):
        subject = {key: value for ((key, value),) in request.connection.getpeercert()["subject"]}
        self.shown.add((who_asks(request), subject["commonName"]))
        return 200, b"inside 1\n", {}


def put(folder, source, name):
    """As a whole, like programs that renew certificates do."""
    shutil.copy(folder / source, folder / "next")
    (folder / "next").rename(folder / name)


def check_files(scrapers, server, folder):
    """What both programs do alike; no connection is closed by the server."""
    def wait_until_shown(certificate):
        scrapers.wait("up", jobs=JOB)
        for name in scrapers.programs:
            scrapers.watched.wait_until(lambda: (name, certificate) in server.shown, (name, certificate))

    wait_until_shown("first")
    put(folder, "second.key", "key.pem")
    scrapers.wait("down", str(folder / "key.pem"), jobs=JOB, ours="key values mismatch")
    put(folder, "second.pem", "cert.pem")
    wait_until_shown("second")

    put(folder, "other.pem", "ca.pem")
    scrapers.wait("down", "certificate", jobs=JOB, ours="the certificate is not trusted")
    put(folder, "server.pem", "ca.pem")
    scrapers.wait("up", jobs=JOB)
    (folder / "ca.pem").write_text("broken")
    scrapers.wait("down", str(folder / "ca.pem"), jobs=JOB, ours="expected PEM certificates")
    (folder / "ca.pem").unlink()
    scrapers.wait("down", str(folder / "ca.pem"), jobs=JOB, ours="No such file or directory")
    put(folder, "server.pem", "ca.pem")
    scrapers.wait("up", jobs=JOB)


def check_own(scrapers, server, folder):
    """What Prometheus waits for, or does not recover from."""
    del scrapers.programs["prometheus"]
    (folder / "key.pem").unlink()
    os.mkfifo(folder / "key.pem")
    scrapers.wait("down", str(folder / "key.pem"), jobs=JOB, ours="no regular file")
    put(folder, "second.key", "key.pem")
    scrapers.wait("up", jobs=JOB)
    counted = 'nodewatch_scrape_failures_total{network="scrape",node="tls/%s",reason="not_asked"}' % server.address
    assert scrapers.watched.value(counted) >= 4, scrapers.watched.request("GET", "/metrics")[1]


def main():
    nodewatch, = sys.argv[1:]
    if not shutil.which("prometheus"):
        print("prometheus is not installed", file=sys.stderr)
        sys.exit(SKIPPED)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for certificate in ("server", "other", "first", "second"):
            make_certificate(folder, certificate)
        for source, target in (("server.pem", "ca.pem"), ("first.pem", "cert.pem"), ("first.key", "key.pem")):
            put(folder, source, target)
        server = Server(folder)
        path, configuration, address = folder / "prometheus.yml", folder / "nodewatch.yaml", free_address()
        path.write_text(FILE.replace("ADDRESS", server.address))
        configuration.write_text(f"data_dir: {folder / 'data'}\nscrape: {{prometheus_files: [{path}]}}\n")
        with NodewatchProcess(nodewatch, configuration) as watched:
            with Program(address, ["prometheus", f"--config.file={path}", f"--storage.tsdb.path={folder / 'tsdb'}",
                                   f"--web.listen-address={address}"]) as prometheus:
                scrapers = Scrapers(watched, prometheus)
                check_files(scrapers, server, folder)
            check_own(scrapers, server, folder)


if __name__ == "__main__":
    main()
