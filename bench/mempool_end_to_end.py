#!/usr/bin/env python3
"""The program itself reads the mempool of a stand-in for a Bitcoin node, which has many transactions:
CPU time and peak memory, beside the same with `mempool: off`.

Usage: bench/mempool_end_to_end.py NODEWATCH NODEWATCH_SIM_BITCOIN [TRANSACTIONS]
"""

import os
import pathlib
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "tests" / "integration"))
from bitcoin_faults_test import Watched  # noqa: E402
from stand_in import StandIn  # noqa: E402


class Timed(Watched):
    def __init__(self, *arguments):
        self.began = time.monotonic()
        super().__init__(*arguments)


def cpu_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_mb(pid, name):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(name):
            return int(line.split()[1]) / 1024
    return None


def configuration(folder, node, mempool):
    path = pathlib.Path(folder) / f"{mempool}.yaml"
    path.write_text(
        f"data_dir: {folder}/{mempool}\n"
        "targets:\n"
        f"  - {{network: bitcoin, name: main-1, http: \"{node.http}\", cookie_file: {folder}/.cookie, "
        f"mempool: {mempool}}}\n")
    return path


def longest_answer(watched, until):
    """Asks for /health all the time, as one who would notice that the loop stands."""
    longest = 0
    while not until():
        began = time.monotonic()
        watched.request("GET", "/health")
        longest = max(longest, time.monotonic() - began)
        time.sleep(0.002)
    return longest


def measure(program, folder, node, mempool):
    with Timed(program, configuration(folder, node, mempool)) as watched:
        pid = watched.process.pid
        watched.wait_for_metric(10, "bitcoin_peers_total")
        took = None
        if mempool == "on":
            watched.wait_until(lambda: watched.metric("bitcoin_mempool_blocks_to_clear"), "blocks")
            took = watched.metric("bitcoin_poll_duration_seconds", loop="mempool")
        # The same time for both: what else it does is in both.
        time.sleep(max(0, 15 - (time.monotonic() - watched.began)))
        print(f"mempool {mempool}: {cpu_seconds(pid):.2f} s CPU in 15 s, "
              f"resident {memory_mb(pid, 'VmRSS'):.1f} MB, peak {memory_mb(pid, 'VmHWM'):.1f} MB"
              + (f"; the reading took {took:.2f} s" if took else ""), flush=True)
        if mempool != "on":
            return
        # What follows is the list of ids with a new block, and what is new.
        for command in ("confirm 3000", f"mempool {int(watched.metric('bitcoin_mempool_tx_count'))}"):
            node(command)
        before = cpu_seconds(pid)
        cleared = watched.metric("bitcoin_rpc_successes_total", method="getmempoolentry") or 0
        node("mine 1")
        longest = longest_answer(watched, lambda: (watched.metric(
            "bitcoin_rpc_successes_total", method="getmempoolentry") or 0) > cleared)
        print(f"update with 3,000 new: {cpu_seconds(pid) - before:.2f} s CPU (requests of this script "
              f"included), longest answer to /health meanwhile {longest * 1000:.0f} ms, "
              f"peak {memory_mb(pid, 'VmHWM'):.1f} MB")


def main():
    program, sim = sys.argv[1:3]
    count = sys.argv[3] if len(sys.argv) > 3 else "300000"
    with tempfile.TemporaryDirectory() as folder, StandIn(sim, f"{folder}/.cookie") as node:
        node(f"mempool {count}")
        for mempool in "off", "on":
            measure(program, folder, node, mempool)


if __name__ == "__main__":
    main()
