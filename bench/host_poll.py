#!/usr/bin/env python3
"""What it costs to read this host: CPU time of one round of nodewatch, and of one scrape of Debian's node exporter.

Usage: host_poll.py NODEWATCH [SECONDS]
"""

import json
import os
import pathlib
import shutil
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "tests" / "integration"))
from host_node_exporter_test import Exporter, Watched  # noqa: E402
from nodewatch_process import NodewatchProcess  # noqa: E402


def cpu_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def rounds(watched):
    target, = json.loads(watched.get("/api/v1/status/targets"))["data"]["targets"]
    return {activity["name"]: activity["successes"] for activity in target["activities"]}


def measure(program, folder, seconds, metrics, fast, slow):
    """CPU seconds, and rounds by name."""
    configuration = folder / "nodewatch.yaml"
    configuration.write_text(
        f"data_dir: {folder}/history\n"
        f"targets: [{{network: host, metrics: {metrics}, intervals: {{fast: {fast}, slow: {slow}}}}}]\n")
    with NodewatchProcess(program, configuration) as process:
        watched = Watched(process)
        time.sleep(2)
        before, began = rounds(watched), cpu_seconds(process.process.pid)
        time.sleep(seconds)
        used = cpu_seconds(process.process.pid) - began
        after = rounds(watched)
    return used, {name: after[name] - before[name] for name in after}


def main():
    program, seconds = sys.argv[1], float(sys.argv[2]) if len(sys.argv) > 2 else 30
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        idle, _ = measure(program, folder, seconds, "default", "1h", "24h")
        print(f"idle: {idle / seconds * 100:.2f} % of a core")
        for metrics in ("default", "all"):
            used, count = measure(program, folder, seconds, metrics, "500ms", "24h")
            print(f"{metrics}: {(used - idle) / count['poll fast'] * 1000:.2f} ms of CPU a fast round")
            used, count = measure(program, folder, seconds, metrics, "1h", "1s")
            print(f"{metrics}: {(used - idle) / count['poll slow'] * 1000:.2f} ms of CPU a slow round")
            used, _ = measure(program, folder, seconds, metrics, "5s", "30s")
            print(f"{metrics}, as it is by default: {used / seconds * 100:.2f} % of a core, idle included")
    exporter = Exporter(shutil.which("prometheus-node-exporter"))
    began = cpu_seconds(exporter.process.pid)
    for _ in range(50):
        exporter.series()
    print(f"node exporter: {(cpu_seconds(exporter.process.pid) - began) / 50 * 1000:.2f} ms of CPU a scrape")
    exporter.end()


if __name__ == "__main__":
    main()
