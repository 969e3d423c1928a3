#!/usr/bin/env python3
"""nodewatch and Prometheus 2.42 scrape the same real exporters, from the same prometheus.yml: both must hold
the same series, and the same values of those that do not move. Of what the exporters tell of their metrics
both must answer the same, but for nodewatch's own metrics, which it declares itself.

Usage: scrape_exporters_test.py NODEWATCH

The exporters are Debian's prometheus-node-exporter, Prometheus itself (summaries and histograms), and
VictoriaMetrics where it is installed. Exits with 77 when one of the others is not.
"""

import json
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

from nodewatch_process import DEADLINE, NodewatchProcess

# Of the programs that are scraped, both by both, each scrape may bring new series: codes and paths that
# were asked for meanwhile.
MOVING = ("prometheus_http_", "promhttp_", "prometheus_engine_", "vm_http_", "net_conntrack_", "vm_cache_", "vm_request_")


# These tell of the very scrape that asks: what one of the two programs sees, the other does not.
OF_THE_SCRAPE = {"prometheus_tsdb_head_active_appenders"}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def ask(port, path, **parameters):
    url = f"http://127.0.0.1:{port}/api/v1/{path}?" + urllib.parse.urlencode(parameters)
    with urllib.request.urlopen(url, timeout=DEADLINE) as response:
        return json.load(response)["data"]


def samples(port, job):
    """{series: values of all scrapes}"""
    result = ask(port, "query", query=f'{{job="{job}"}}[1h]')["result"]
    return {json.dumps(series["metric"], sort_keys=True): [value for _, value in series["values"]]
            for series in result if not series["metric"]["__name__"].startswith(MOVING)}


def wait_for_scrapes(port, job, count):
    end = time.monotonic() + DEADLINE
    while True:
        try:
            result = ask(port, "query", query=f'count_over_time(scrape_samples_scraped{{job="{job}"}}[1h])')["result"]
            if result and int(result[0]["value"][1]) >= count:
                return
        except OSError:
            pass
        assert time.monotonic() < end, (port, job)
        time.sleep(0.1)


def compare(job, ours, theirs):
    """The number of series that differ."""
    # What is there in some scrapes only may be missed by one of the two.
    lasting = [series for series in ours.keys() ^ theirs.keys() if len(ours.get(series, theirs.get(series))) > 4]
    for series in sorted(lasting):
        print(f"{job}: only in {'nodewatch' if series in ours else 'prometheus'}: {series}")
    still = [series for series in ours.keys() & theirs.keys()
             if len(set(ours[series])) == len(set(theirs[series])) == 1
             and json.loads(series)["__name__"] not in OF_THE_SCRAPE]
    different = [series for series in still if ours[series][0] != theirs[series][0]]
    for series in sorted(different):
        print(f"{job}: {ours[series][0]} in nodewatch, {theirs[series][0]} in prometheus: {series}")
    print(f"{job}: {len(ours)} series, {len(still)} of them stand still, {len(different)} different")
    assert len(still) > 50, still
    return len(lasting) + len(different)


def own_metrics(nodewatch):
    """The names that nodewatch declares: some of a host are those of node exporter."""
    told = subprocess.run([nodewatch, "docs", "metrics"], capture_output=True, text=True, check=True).stdout
    names = set(re.findall(r"^\| `(\w+)` \|", told, re.MULTILINE))
    return names | {name.removesuffix("_bucket") for name in names}


def metadata(port):
    """{metric: entries}, and {(target, metric): entry} with a member less."""
    by_metric = {name: sorted(json.dumps(entry) for entry in entries) for name, entries in ask(port, "metadata").items()}
    by_target = {(json.dumps(entry.pop("target"), sort_keys=True), entry.pop("metric")): json.dumps(entry)
                 for entry in ask(port, "targets/metadata")}
    return by_metric, by_target


def compare_metadata(nodewatch, prometheus, own):
    """Differences, which pass by where one of the two has yet to see what came into being."""
    (our_metrics, our_targets), (their_metrics, their_targets) = metadata(nodewatch), metadata(prometheus)
    differences = []
    for name in our_metrics.keys() | their_metrics.keys():
        ours, theirs = our_metrics.get(name, []), their_metrics.get(name, [])
        # The exception: one entry more of a metric that nodewatch declares.
        more = [entry for entry in ours if entry not in theirs]
        if not set(theirs) <= set(ours) or len(more) > (1 if name in own else 0):
            differences.append(f"{name}: {ours} in nodewatch, {theirs} in prometheus")
    for key in our_targets.keys() | their_targets.keys():
        if our_targets.get(key) != their_targets.get(key):
            differences.append(f"{key}: {our_targets.get(key)} in nodewatch, {their_targets.get(key)} in prometheus")
    for parameters in [{"metric": "node_boot_time_seconds"}, {"metric": "go_goroutines", "limit": "1"}, {"metric": "no_such"},
                       {"metric": "node_boot_time_seconds", "match_target": '{job="prometheus"}'}, {"limit": "0"},
                       {"match_target": '{job="node",team!="b"}', "metric": "node_cpu_seconds_total"},
                       {"match_target": '{job="node"}', "limit": "7"}, {"match_target": '{job="nothing"}'}]:
        ours, theirs = (ask(port, "targets/metadata", **parameters) for port in (nodewatch, prometheus))
        if "metric" in parameters and parameters.get("limit") != "1":
            key = json.dumps
        else:
            key = len  # which target comes first, and which of its metrics, is left open
        if key(ours) != key(theirs):
            differences.append(f"targets/metadata {parameters}: {ours} in nodewatch, {theirs} in prometheus")
    return differences, len(their_metrics), len(their_targets)


def wait_for_same_metadata(nodewatch, prometheus, own):
    end = time.monotonic() + DEADLINE
    while True:
        differences, metrics, entries = compare_metadata(nodewatch, prometheus, own)
        if not differences or time.monotonic() > end:
            break
        time.sleep(0.2)
    for difference in sorted(differences):
        print(difference)
    assert metrics > 100, metrics
    print(f"metadata of {metrics} metrics, {entries} entries of targets, {len(differences)} different")
    return len(differences)


def main():
    if not shutil.which("prometheus") or not shutil.which("prometheus-node-exporter"):
        sys.exit(77)
    ports = {"node": free_port(), "prometheus": free_port(), "victoria": free_port()}
    jobs = [job for job in ports if job != "victoria" or shutil.which("victoria-metrics")]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        config = folder / "prometheus.yml"
        config.write_text("global: {scrape_interval: 1s}\nscrape_configs:\n" + "".join(
            f"  - {{job_name: {job}, static_configs: [{{targets: ['127.0.0.1:{ports[job]}'], labels: {{team: a}}}}]}}\n"
            for job in jobs))
        (folder / "nodewatch.yaml").write_text(
            f"data_dir: {folder}/data\nscrape: {{prometheus_files: [{config}]}}\n")
        commands = {
            "node": ["prometheus-node-exporter", f"--web.listen-address=127.0.0.1:{ports['node']}", "--log.level=error"],
            "victoria": ["victoria-metrics", f"-storageDataPath={folder}/victoria", "-loggerLevel=ERROR",
                         f"-httpListenAddr=127.0.0.1:{ports['victoria']}"],
            "prometheus": ["prometheus", f"--config.file={config}", f"--storage.tsdb.path={folder}/tsdb",
                           f"--web.listen-address=127.0.0.1:{ports['prometheus']}", "--log.level=error"]}
        exporters = [subprocess.Popen(commands[job], stderr=subprocess.DEVNULL) for job in jobs]
        bad = 0
        try:
            with NodewatchProcess(sys.argv[1], folder / "nodewatch.yaml") as nodewatch:
                for job in jobs:
                    wait_for_scrapes(nodewatch.port, job, 8)
                    wait_for_scrapes(ports["prometheus"], job, 8)
                for job in jobs:
                    bad += compare(job, samples(nodewatch.port, job), samples(ports["prometheus"], job))
                bad += wait_for_same_metadata(nodewatch.port, ports["prometheus"], own_metrics(sys.argv[1]))
        finally:
            for exporter in exporters:
                exporter.terminate()
            for exporter in exporters:
                exporter.wait(DEADLINE)
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
