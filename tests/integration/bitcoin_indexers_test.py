#!/usr/bin/env python3
"""Fulcrum and electrs beside a Bitcoin node, as stand-ins that answer in the shapes of both: what
they tell, that they are behind, and every fault, after which they are seen again.

Usage: bitcoin_indexers_test.py NODEWATCH NODEWATCH_SIM_BITCOIN
"""

import http.server
import json
import pathlib
import subprocess
import sys
import tempfile
import threading
import time

from bitcoin_faults_test import Watched
from stand_in import StandIn


class Indexer:
    """Answers GET with `status` and `body`, or, while it hangs, with nothing for a while."""

    def __init__(self, path):
        self.status, self.body, self.hangs = 200, "", False
        indexer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                if indexer.hangs:
                    time.sleep(3)
                status = indexer.status if self.path == path else 404
                body = (indexer.body if status == 200 else "Unknown endpoint").encode()
                try:
                    self.send_response(status)
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)
                except OSError:
                    pass  # nobody waits any more

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def end(self):
        self.server.shutdown()
        self.server.server_close()


def fulcrum_answer(height, clients, state=None):
    secret = {"remote": "192.0.2.77:50123"}  # what it tells of a client
    return json.dumps({
        "Bitcoin Daemon": None,
        "Controller": {"Chain": "main", "Header count": height + 1, "StateMachine": state,
                       "UTXO set bytes": "12.500 MB"},
        "Memory Usage": {"physical kB": 2048.5},
        "Misc": {"Job Queue (Thread Pool)": {"extant jobs": 3, "extant limit": 15000}},
        "Server Manager": None if state else {
            "number of clients": clients, "Servers": {"TcpSrv 0.0.0.0:50001": {"clients": [secret]}}},
    }) + "\r\n"


def electrs_answer(height):
    return (f'# TYPE electrs_index_height gauge\nelectrs_index_height{{type="tip"}} {height}\n'
            'electrs_mempool_txs_vsize{fee_rate="[                   1,                    2)"} 9883\n'
            'electrs_rpc_duration_sum{method="server.ping"} 1.5\n'
            'electrs_rpc_duration_count{method="server.ping"} 30\n')


def check_values(watched, fulcrum, electrs, height):
    fulcrum.body, electrs.body = fulcrum_answer(height, 12), electrs_answer(height - 1)
    watched.wait_until_well()
    watched.wait_for_metric(height, "bitcoin_fulcrum_tip_height")
    watched.wait_for_metric(12, "bitcoin_fulcrum_clients")
    watched.wait_for_metric(0, "bitcoin_fulcrum_tip_lag")
    watched.wait_for_metric(1, "bitcoin_electrs_tip_lag")
    assert watched.metric("bitcoin_fulcrum_jobs") == 3
    assert watched.metric("bitcoin_fulcrum_resident_memory_bytes") == 2048.5 * 1024
    assert watched.metric("bitcoin_fulcrum_unspent_outputs_bytes") == 12_500_000
    assert watched.metric("bitcoin_electrs_mempool_band_vsize_bytes", band="1") == 9883
    assert watched.metric("bitcoin_electrs_rpc_seconds_total", method="server.ping") == 1.5
    for path in ("/metrics", "/api/v1/status/targets"):
        assert "192.0.2.77" not in watched.request("GET", path)[1], path

    fulcrum.body = fulcrum_answer(height - 3, 12)
    watched.wait_for_metric(3, "bitcoin_fulcrum_tip_lag")
    fulcrum.body = fulcrum_answer(1000, 0, {"State": "DownloadingBlocks", "Height": height})
    watched.wait_for_metric(1, "bitcoin_fulcrum_syncing")
    watched.wait_for_metric(None, "bitcoin_fulcrum_clients")
    fulcrum.body = fulcrum_answer(height, 12)
    watched.wait_for_metric(0, "bitcoin_fulcrum_tip_lag")


def check_faults(watched, fulcrum, electrs, height):
    def broken(reason):
        assert reason in watched.wait_for_reasons("indexer_down")["indexer_down"], watched.reasons()

    def well():
        fulcrum.status, fulcrum.body, fulcrum.hangs = 200, fulcrum_answer(height, 12), False
        electrs.body = electrs_answer(height)
        watched.wait_until_well()

    fulcrum.status = 404
    broken("HTTP 404")
    watched.wait_for_metric(0, "bitcoin_fulcrum_up")
    watched.wait_for_metric(None, "bitcoin_fulcrum_tip_height")
    watched.wait_for_metric(1, "bitcoin_electrs_up")
    well()
    fulcrum.hangs = True
    broken("Fulcrum does not answer")
    well()
    electrs.body = "<html>a proxy</html>"
    broken("electrs does not answer")
    well()
    fulcrum.body = "x" * (17 << 20)
    broken("Fulcrum does not answer")
    well()


def check_command(program, configuration, fulcrum, electrs, height):
    fulcrum.body, electrs.body = fulcrum_answer(height, 12), "up 1\n"
    out = subprocess.run([program, "check", "--config", configuration], capture_output=True, text=True).stdout
    assert f"fulcrum: block {height}, 12 clients" in out, out
    assert "no metric of electrs" in out, out


def main():
    program, sim = sys.argv[1:]
    fulcrum, electrs = Indexer("/stats"), Indexer("/")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        with StandIn(sim, f"{folder}/.cookie") as node:
            configuration = folder / "nodewatch.yaml"
            configuration.write_text(
                f"data_dir: {folder}/history\ntargets:\n"
                f"  - {{network: bitcoin, name: main-1, http: \"{node.http}\", cookie_file: {folder}/.cookie,\n"
                f"     fulcrum: \"{fulcrum.url}\", electrs: \"{electrs.url}\",\n"
                "     request_timeout: 1s, intervals: {fast: 500ms, slow: 1s}}\n")
            height = node("mine 1")["height"]
            check_command(program, configuration, fulcrum, electrs, height)
            with Watched(program, configuration) as watched:
                check_values(watched, fulcrum, electrs, height)
                check_faults(watched, fulcrum, electrs, height)
    fulcrum.end()
    electrs.end()
    print("ok")


if __name__ == "__main__":
    main()
