#!/usr/bin/env python3
"""Measures the live push of the real nodewatch, on loopback, with the five nodes of its demo.

    bench/live_bench.py [--program build/release/nodewatch] [--seconds 30] [latency] [clients] [slow]

Without a name all are measured. Prints one figure a line. See bench/README.md.
"""

import argparse
import http.client
import json
import os
import re
import selectors
import socket
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TICKS = os.sysconf("SC_CLK_TCK")
EVERYTHING = "program,target/*/*,activities/*/*,points/*/*/*,table/*/*/*,event/*/*"
# What the Overview asks for, more or less.
OVERVIEW = ("program,target/*/*,event/*/*," + ",".join(
    f"points/xrpl/*/{name}" for name in ("xrpl_state", "xrpl_ledger", "xrpl_validation", "xrpl_server_info", "xrpl_load")))


class Demo:
    def __init__(self, program):
        self.process = subprocess.Popen(
            [program, "demo"], env={**os.environ, "NODEWATCH_LISTEN": "127.0.0.1:0"},
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        for line in self.process.stderr:
            if found := re.search(r"listening on http://127\.0\.0\.1:(\d+)", line):
                self.port = int(found.group(1))
                break
        else:
            sys.exit("nodewatch ended")
        threading.Thread(target=self.process.stderr.read, daemon=True).start()

    def cpu_seconds(self):
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def resident_megabytes(self):
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) * 1024 / 1e6

    def clients(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", "/metrics")
        text = connection.getresponse().read().decode()
        connection.close()
        found = re.search(r"^nodewatch_live_clients\{[^}]*\} (\S+)", text, re.M)
        return int(float(found.group(1))) if found else 0

    def subscribe(self, topics, receive_bytes=None):
        client = socket.socket()
        if receive_bytes:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
        client.connect(("127.0.0.1", self.port))
        client.sendall(f"GET /api/live?topics={topics} HTTP/1.1\r\nHost: bench\r\n\r\n".encode())
        return client

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


def latency(demo, seconds):
    """From the time that a point was made at to the moment when a client has its bytes."""
    stream = demo.subscribe(EVERYTHING).makefile("rb")
    seen, delays = {}, []
    kind = ""
    end = time.time() + seconds
    while time.time() < end:
        line = stream.readline()
        now = time.time() * 1000
        if line.startswith(b"event: "):
            kind = line[7:].strip()
        if not line.startswith(b"data: "):
            continue
        for topic, key, value in json.loads(line[6:])["rows"]:
            if not topic.startswith("points/") or seen.get((topic, key)) == value["t"]:
                continue
            seen[topic, key] = value["t"]
            if kind == b"delta":
                delays.append(now - value["t"])
    cuts = statistics.quantiles(delays, n=100)
    print(f"latency of {len(delays):,} points: median {statistics.median(delays):.0f} ms,"
          f" 99th percentile {cuts[98]:.0f} ms, longest {max(delays):.0f} ms")


class Readers:
    """Clients that read all that comes, in a thread."""

    def __init__(self, demo, count, topics):
        self.bytes = 0
        self.selector = selectors.DefaultSelector()
        for _ in range(count):
            client = demo.subscribe(topics)
            client.setblocking(False)
            self.selector.register(client, selectors.EVENT_READ)
        self.going = True
        self.thread = threading.Thread(target=self._read)
        self.thread.start()

    def _read(self):
        while self.going:
            for key, _ in self.selector.select(0.2):
                self.bytes += len(key.fileobj.recv(1 << 20))

    def close(self):
        self.going = False
        self.thread.join()
        for key in list(self.selector.get_map().values()):
            key.fileobj.close()


def share(demo, seconds):
    """CPU time of the daemon, % of a core."""
    before, begin = demo.cpu_seconds(), time.monotonic()
    time.sleep(seconds)
    return 100 * (demo.cpu_seconds() - before) / (time.monotonic() - begin)


def clients(demo, seconds):
    for name, topics in (("the Overview", OVERVIEW), ("everything", EVERYTHING)):
        alone, memory = share(demo, seconds), demo.resident_megabytes()
        readers = Readers(demo, 100, topics)
        time.sleep(3)
        bytes_before = readers.bytes
        used = share(demo, seconds)
        rate = (readers.bytes - bytes_before) / seconds / 100
        during = demo.resident_megabytes()
        readers.close()
        time.sleep(5)
        print(f"100 clients of {name}: {used:.1f} % of a core, {alone:.1f} without them (the demo's nodes included),"
              f" {rate / 1e3:.1f} KB/s each; resident {memory:.1f} MB before, {during:.1f} with them,"
              f" {demo.resident_megabytes():.1f} after")


def slow(demo, seconds):
    memory = demo.resident_megabytes()
    sleepers = [demo.subscribe(EVERYTHING, receive_bytes=4096) for _ in range(20)]
    for _ in range(4):
        time.sleep(max(seconds / 2, 12))
        print(f"20 clients that do not read: resident {memory:.1f} MB before, {demo.resident_megabytes():.1f} now,"
              f" {demo.clients()} of them still connected")
    for sleeper in sleepers:
        sleeper.close()


def main():
    kinds = {"latency": latency, "clients": clients, "slow": slow}
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", type=Path, default=ROOT / "build/release/nodewatch")
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("names", nargs="*")
    arguments = parser.parse_args()
    if unknown := set(arguments.names) - kinds.keys():
        sys.exit(f"unknown: {', '.join(unknown)}")
    for name in arguments.names or kinds:
        with Demo(arguments.program.resolve()) as demo:
            time.sleep(10)
            print(f"load {os.getloadavg()[0]:.1f}: ", end="", flush=True)
            kinds[name](demo, arguments.seconds)


if __name__ == "__main__":
    main()
