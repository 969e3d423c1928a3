#!/usr/bin/env python3
"""Measures how nodewatch listens to a Bitcoin node's ZMQ, on loopback, with the stand-in for the node.

    bench/zmq_bench.py [--build build/release] [--seconds 20] [flood] [streams] [latency]

Without a name all are measured. Prints one figure a line. See bench/README.md.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests/integration"))

from bitcoin_faults_test import Watched
from bitcoin_zmq_test import STREAMS, configuration_in, wait_until_connected
from stand_in import StandIn

TICKS = os.sysconf("SC_CLK_TCK")
RATE = 20_000


def cpu_seconds(process):
    fields = Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def resident_megabytes(process):
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) * 1024 / 1e6


def count(watched, name, streams):
    return sum(watched.metric(name, stream=stream) or 0 for stream in streams)


def measure_flood(node, watched, seconds, streams):
    wait_until_connected(watched, streams)
    time.sleep(5)
    idle = cpu_seconds(watched.process)
    time.sleep(5)
    before = cpu_seconds(watched.process)
    idle = (before - idle) / 5
    began = time.monotonic()
    node(f"flood {RATE} {seconds}")
    time.sleep(seconds)
    used = cpu_seconds(watched.process) - before
    passed = time.monotonic() - began
    resident = resident_megabytes(watched.process)
    time.sleep(8)  # counts are told every 5 s
    received = count(watched, "bitcoin_zmq_messages_total", streams)
    lost = count(watched, "bitcoin_zmq_lost_messages_total", streams)
    print(f"{', '.join(streams)}: {received / seconds:,.0f} messages/s of {RATE * len(streams):,}, {lost:.0f} lost,"
          f" {100 * used / passed:.1f} % of a core ({100 * idle:.1f} % idle), {resident:.1f} MB resident")


def flood(program, sim, folder, seconds):
    with StandIn(sim, f"{folder}/.cookie", "--zmq") as node:
        more = f", zmq: {{rawtx: ['{node.zmq['rawtx']}']}}"
        with Watched(program, configuration_in(folder, node, "flood", "5s", more)) as watched:
            measure_flood(node, watched, seconds, ("rawtx",))


def streams(program, sim, folder, seconds):
    with StandIn(sim, f"{folder}/.cookie", "--zmq") as node:
        with Watched(program, configuration_in(folder, node, "streams", "5s")) as watched:
            measure_flood(node, watched, seconds, ("hashtx", "rawtx", "sequence"))


def latency(program, sim, folder, seconds):
    """From the command to the stand-in until an answer of /metrics shows the height, one always under way; and
    until a client of the live stream has it."""
    with StandIn(sim, f"{folder}/.cookie", "--zmq") as node:
        with Watched(program, configuration_in(folder, node, "latency", "10m")) as watched:
            wait_until_connected(watched, STREAMS)
            scraped, pushed = [], []
            live = watched.connect()
            live.request("GET", "/api/live?topics=table/bitcoin/*/blocks")
            stream = live.getresponse()
            connection = watched.connect()
            end = time.monotonic() + seconds
            while time.monotonic() < end:
                began = time.monotonic()
                height = node("mine 1")["height"]
                shown = f'bitcoin_blockchain_best_height{{network="bitcoin",node="main-1"}} {height}\n'
                text = ""
                while shown not in text:
                    connection.request("GET", "/metrics")
                    text = connection.getresponse().read().decode()
                scraped.append(1000 * (time.monotonic() - began))
                began = time.monotonic()
                height = node("mine 1")["height"]
                while True:
                    line = stream.readline()
                    if line.startswith(b"data: ") and any(
                            row[2].get("height") == height for row in json.loads(line[6:])["rows"]):
                        break
                pushed.append(1000 * (time.monotonic() - began))
            for name, delays in (("/metrics", scraped), ("live stream", pushed)):
                print(f"block to {name}: median {statistics.median(delays):.0f} ms, 99 %"
                      f" {sorted(delays)[len(delays) * 99 // 100]:.0f} ms, of {len(delays)} blocks")
            live.close()
            connection.close()


def main():
    kinds = {"flood": flood, "streams": streams, "latency": latency}
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, default=ROOT / "build/release")
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("names", nargs="*")
    arguments = parser.parse_args()
    if unknown := set(arguments.names) - kinds.keys():
        sys.exit(f"unknown: {', '.join(unknown)}")
    build = arguments.build.resolve()
    for name in arguments.names or kinds:
        with tempfile.TemporaryDirectory() as folder:
            print(f"load {os.getloadavg()[0]:.1f}: ", end="", flush=True)
            kinds[name](build / "nodewatch", build / "sim/bitcoin/nodewatch-sim-bitcoin", folder, arguments.seconds)


if __name__ == "__main__":
    main()
