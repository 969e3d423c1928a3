#!/usr/bin/env python3
"""The process and the data folder of a Bitcoin node on this host: two nodes side by side (idle
programs named bitcoind), each with a data folder of its own.

Usage: bitcoin_host_test.py NODEWATCH NODEWATCH_SIM_BITCOIN
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from bitcoin_faults_test import Watched
from stand_in import StandIn


class Idle:
    """A program named bitcoind that does nothing, with a file open in its data folder."""

    def __init__(self, program, data, write_pid):
        self.log = open(data / "debug.log", "a")
        self.process = subprocess.Popen([program, "600"], stdout=self.log)
        self.pid = self.process.pid
        if write_pid:
            (data / "bitcoind.pid").write_text(f"{self.pid}\n")

    def open_files(self):
        return len(os.listdir(f"/proc/{self.pid}/fd"))

    def resident_mb(self):
        status = pathlib.Path(f"/proc/{self.pid}/status").read_text()
        line, = [line for line in status.splitlines() if line.startswith("VmRSS:")]
        return int(line.split()[1]) / 1024

    def end(self):
        self.process.kill()
        self.process.wait()
        self.log.close()


def make_data_folder(folder):
    for name, bytes_ in (("blocks/blk00000.dat", 3_000_000), ("blocks/rev00000.dat", 400_000),
                         ("blocks/index/000005.ldb", 50_000), ("chainstate/000007.ldb", 2_000_000),
                         ("indexes/txindex/000009.ldb", 700_000)):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"x" * bytes_)


def du(folder):
    """The bytes of all files below the folder, and how many they are, by du."""
    out = subprocess.run(["find", folder, "-type", "f", "-exec", "du", "-b", "{}", ";"],
                         capture_output=True, text=True, check=True).stdout
    sizes = [int(line.split()[0]) for line in out.splitlines()]
    return sum(sizes), len(sizes)


def configuration_of(folder, nodes):
    configuration = folder / "nodewatch.yaml"
    targets = "".join(
        f"  - {{network: bitcoin, name: {name}, http: \"{node.http}\", cookie_file: {folder}/{name}.cookie,\n"
        f"     datadir: {folder}/{name}, intervals: {{fast: 500ms, slow: 1s}}}}\n"
        for name, node in nodes.items())
    configuration.write_text(f"data_dir: {folder}/history\ntargets:\n{targets}")
    return configuration


def activity(watched, node, name):
    _, text = watched.request("GET", "/api/v1/status/targets")
    target, = [target for target in json.loads(text)["data"]["targets"] if target["node"] == node]
    found, = [activity for activity in target["activities"] if activity["name"] == name]
    return found


def check_disks(watched, folder):
    for name in ("main-1", "main-2"):
        for part in ("blocks", "chainstate", "indexes"):
            size, files = du(folder / name / part)
            watched.wait_for_metric(size, "bitcoin_datadir_size_bytes", node=name, folder=part)
            watched.wait_for_metric(files, "bitcoin_datadir_files", node=name, folder=part)
    path = str(folder / "main-1")
    watched.wait_for_metric(2_000_000 / 2**30, "bitcoin_filesystem_chainstate_gb", path=path)
    space = os.statvfs(folder)
    free = watched.metric("bitcoin_filesystem_free_percent", path=path)
    assert abs(free - 100 * space.f_bavail / space.f_blocks) < 1, free
    assert watched.metric("bitcoin_filesystem_size_bytes", path=path) == space.f_blocks * space.f_frsize


def check_processes(watched, idle, folder, program):
    for name, process in idle.items():
        files = process.open_files()
        watched.wait_for_metric(files, "bitcoin_process_open_files", node=name, name="bitcoind")
        memory = watched.metric("bitcoin_process_memory_rss_mb", node=name, name="bitcoind")
        assert abs(memory - process.resident_mb()) < 0.5, memory
        watched.wait_for_metric(0, "bitcoin_process_cpu_percent", node=name, name="bitcoind")
        assert watched.metric("bitcoin_process_threads", node=name, name="bitcoind") == 1

    # A restart is seen, and that of the other node is not taken for it.
    idle["main-1"].end()
    watched.wait_for_metric(None, "bitcoin_process_memory_rss_mb", name="bitcoind")
    assert "no process named bitcoind" in activity(watched, "main-1", "poll process")["last_error"]["message"]
    idle["main-1"] = Idle(program, folder / "main-1", write_pid=True)
    watched.wait_for_metric(1, "bitcoin_process_restarts_total", name="bitcoind")
    watched.wait_for_metric(0, "bitcoin_process_restarts_total", node="main-2", name="bitcoind")


def check_command(program, configuration, idle, folder):
    out = subprocess.run([program, "check", "--config", configuration], capture_output=True, text=True).stdout
    for name, process in idle.items():
        assert f"process: bitcoind ({process.pid})" in out, out
        assert f"are free where {folder}/{name} is" in out, out


def main():
    program, sim = sys.argv[1:]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        bitcoind = shutil.copy("/bin/sleep", folder / "bitcoind")
        for node in ("main-1", "main-2"):
            make_data_folder(folder / node)
        with StandIn(sim, f"{folder}/main-1.cookie") as first, StandIn(sim, f"{folder}/main-2.cookie") as second:
            # The second is known by its open files alone, as one is whose pid file is elsewhere.
            idle = {"main-1": Idle(bitcoind, folder / "main-1", write_pid=True),
                    "main-2": Idle(bitcoind, folder / "main-2", write_pid=False)}
            try:
                configuration = configuration_of(folder, {"main-1": first, "main-2": second})
                check_command(program, configuration, idle, folder)
                with Watched(program, configuration) as watched:
                    check_disks(watched, folder)
                    check_processes(watched, idle, folder, bitcoind)
            finally:
                for process in idle.values():
                    process.end()
    print("ok")


if __name__ == "__main__":
    main()
