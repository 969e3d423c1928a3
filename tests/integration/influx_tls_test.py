#!/usr/bin/env python3
"""The history on its way to a database behind TLS, whose certificate is made here: taken when it is
trusted, refused when it is not. `nodewatch check` tells both, and what the database has against it.

Usage: influx_tls_test.py NODEWATCH
"""

import gzip
import http.server
import pathlib
import shutil
import ssl
import subprocess
import sys
import tempfile
import threading

from nodewatch_process import NodewatchProcess

SKIPPED = 77
TOKEN = "secret-of-the-test"


class Database:
    """Takes lines as InfluxDB 2 does from who has the token, and keeps them."""

    def __init__(self, certificate, key):
        self.lines = []
        database = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if self.headers.get("Content-Encoding") == "gzip":
                    body = gzip.decompress(body)
                if self.headers.get("Authorization") != f"Token {TOKEN}":
                    return self.answer(401, b'{"code":"unauthorized","message":"unauthorized access"}')
                database.lines += body.decode().splitlines()
                return self.answer(204, b"")

            def answer(self, status, body):
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        # Each handshake in the thread of its connection: one that fails must not end the server.
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True,
                                                 do_handshake_on_connect=False)
        self.server.handle_error = lambda *_: None
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def end(self):
        self.server.shutdown()
        self.server.server_close()


def make_certificate(folder):
    certificate, key = folder / "server.pem", folder / "server.key"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                    "-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=localhost",
                    "-addext", "subjectAltName=DNS:localhost"], check=True, capture_output=True)
    return certificate, key


def configuration_of(folder, port, tls, token=TOKEN):
    configuration = folder / "nodewatch.yaml"
    configuration.write_text(
        f"data_dir: {folder}/history\n"
        "targets: [{network: bitcoin, name: main-1, http: \"http://127.0.0.1:1\", watch_process: false}]\n"
        "sinks:\n  influx:\n"
        f"    url: https://localhost:{port}\n    org: home\n    bucket: nodes\n    token: {token}\n"
        f"    interval: 1s\n    tls: {{{tls}}}\n")
    return configuration


def check(program, *configuration):
    out = subprocess.run([program, "check", "--config", configuration_of(*configuration)],
                         capture_output=True, text=True).stdout
    line, = [line for line in out.splitlines() if "influx" in line]
    assert TOKEN not in out, out
    return line


def main():
    program, = sys.argv[1:]
    if not shutil.which("openssl"):
        sys.exit(SKIPPED)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        certificate, key = make_certificate(folder)
        database = Database(certificate, key)
        port, trusted = database.port, f"ca_file: {certificate}"
        assert " ok " in check(program, folder, port, trusted)
        assert " ok " in check(program, folder, port, "verify: false")
        distrusted = check(program, folder, port, "verify: true")
        assert "FAILURE" in distrusted and "certificate" in distrusted, distrusted
        refused = check(program, folder, port, trusted, "another")
        assert "FAILURE" in refused and "401" in refused, refused
        assert all(line.startswith("#") for line in database.lines), database.lines

        with NodewatchProcess(program, configuration_of(folder, port, trusted)) as nodewatch:
            nodewatch.wait_until(lambda: any(line.startswith("bitcoin_node,") for line in database.lines), "lines")
        before = len(database.lines)
        with NodewatchProcess(program, configuration_of(folder, port, "verify: true")) as nodewatch:
            assert "certificate" in nodewatch.wait_for_log("it is tried again")
        assert len(database.lines) == before, "to one that is not trusted nothing is sent"
        database.end()
    print("ok")


if __name__ == "__main__":
    main()
