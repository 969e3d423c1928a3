#!/usr/bin/env python3
"""Text import over HTTP into a real store: samples a CPU second of the server, and its memory.

Usage: import_http_bench.py API_SERVER

51 series of a validator, 40,000 polls of 5 s, in bodies of some 24 MB.
"""

import http.client
import os
import subprocess
import sys
import tempfile
import time

START, POLLS, SERIES = 1_700_000_000_000, 40_000, 51
BODY_BYTES = 24_000_000


def value(i, poll):
    if i % 3 == 0:
        return "1"
    return str(90_000_000 + poll) if i % 3 == 1 else f"{(poll * 7919 + i) % 100_000 / 1000}"


def bodies():
    names = [f'xrpl_validator_metric_{i}{{network="xrpl",node="validator-1",server="main"}}'
             for i in range(SERIES)]
    lines, size = [], 0
    for poll in range(POLLS):
        for i, name in enumerate(names):
            lines.append(f"{name} {value(i, poll)} {START + poll * 5_000}\n")
            size += len(lines[-1])
        if size > BODY_BYTES:
            yield "".join(lines).encode()
            lines, size = [], 0
    yield "".join(lines).encode()


def cpu_seconds(pid):
    with open(f"/proc/{pid}/stat") as file:
        user, system = file.read().rsplit(")")[-1].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def main():
    texts = list(bodies())
    with tempfile.TemporaryDirectory() as folder:
        server = subprocess.Popen([sys.argv[1], "--store", f"{folder}/history.db"],
                                  stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        port = int(server.stdout.readline())
        cpu, start = cpu_seconds(server.pid), time.monotonic()
        for text in texts:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=200)
            connection.request("POST", "/api/v1/import/prometheus", text,
                               {"Content-Type": "text/plain"})
            assert connection.getresponse().status == 200
            connection.close()
        wall = time.monotonic() - start
        time.sleep(3)  # what is left to be written
        cpu = cpu_seconds(server.pid) - cpu
        with open(f"/proc/{server.pid}/status") as status:
            peak = next(line.split()[1] for line in status if line.startswith("VmHWM"))
        server.stdin.close()
        server.wait()
    samples = POLLS * SERIES
    print(f"{samples:,} samples, {sum(map(len, texts)):,} B: {wall:.2f} s, {cpu:.2f} s CPU, "
          f"{samples / cpu / 1e6:.2f} M samples a CPU second, at most {int(peak) // 1024} MB")


if __name__ == "__main__":
    main()
