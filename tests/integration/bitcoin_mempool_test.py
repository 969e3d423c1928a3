#!/usr/bin/env python3
"""The mempool of a stand-in for a Bitcoin node, as the program tells it by fee rates: each way of reading
it, what is read again after changes, and what is absent while it cannot be read.

Usage: bitcoin_mempool_test.py NODEWATCH NODEWATCH_SIM_BITCOIN
"""

import base64
import bisect
import json
import math
import pathlib
import re
import sys
import tempfile
import urllib.request

from bitcoin_faults_test import Watched
from stand_in import StandIn

BAND = re.compile(r'bitcoin_mempool_band_(vsize_bytes|transactions)\{.*band="([^"]*)".*\} (\S+)')


def entries_of(node, cookie):
    """What the node itself lists."""
    request = urllib.request.Request(
        node.http, b'{"id":1,"method":"getrawmempool","params":[true]}', {
            "Authorization": "Basic " + base64.b64encode(pathlib.Path(cookie).read_bytes()).decode()})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)["result"]


def package_rates(entries):
    """(weight, satoshi a virtual byte) of each; no family here has more than a parent and a child."""
    def fee(entry):
        return round(entry["fees"]["base"] * 1e8)

    rates = {txid: 4 * fee(entry) / entry["weight"] for txid, entry in entries.items()}
    for txid, entry in entries.items():
        for parent in entry["depends"]:
            if rates[txid] > rates[parent]:
                weight = entry["weight"] + entries[parent]["weight"]
                rates[txid] = rates[parent] = 4 * (fee(entry) + fee(entries[parent])) / weight
    return [(entry["weight"], rates[txid]) for txid, entry in entries.items()]


class MempoolWatched(Watched):
    def bands(self, field):
        """Values by band as /metrics has them."""
        _, text = self.request("GET", "/metrics")
        found = (BAND.match(line) for line in text.splitlines())
        return {match[2]: float(match[3]) for match in found if match and match[1] == field}

    def successes(self, method):
        return self.metric("bitcoin_rpc_successes_total", method=method) or 0

    def failures(self, method):
        return self.metric("bitcoin_rpc_failures_total", method=method) or 0

    def wait_for_bands(self, node, cookie, counted=True):
        """Until they are those of the node."""
        entries = entries_of(node, cookie)

        def are_right():
            vsize = self.bands("vsize_bytes")
            if not vsize:
                return False
            names = list(vsize)
            edges = [float(name) for name in names]
            assert edges == sorted(edges) and len(edges) <= 48, edges
            weights, counts = [0] * len(edges), [0] * len(edges)
            for weight, rate in package_rates(entries):
                band = bisect.bisect_right(edges, rate) - 1
                weights[band] += weight
                counts[band] += 1
            if list(vsize.values()) != [weight / 4 for weight in weights]:
                return False
            expected = dict(zip(names, counts)) if counted else {}
            return self.bands("transactions") == expected

        self.wait_until(are_right, "bands")
        weight = sum(entry["weight"] for entry in entries.values())
        assert self.metric("bitcoin_mempool_blocks_to_clear") == math.ceil(weight / 3_992_000)
        assert self.metric("bitcoin_mempool_left_out_transactions") == 0


def check_kept_mempool(node, watched, cookie):
    watched.wait_for_bands(node, cookie)
    blocks = watched.table("bitcoin", "projected", lambda rows: rows)
    assert blocks["0"]["tx"] == 1500 and "last" not in blocks["0"], blocks
    assert blocks["0"]["rates"] == sorted(blocks["0"]["rates"]), blocks
    for kind in "fastest", "half_hour", "hour", "economy", "minimum":
        assert watched.metric("bitcoin_fee_recommended_rate", kind=kind) == 1, kind

    # Some are new: only they are asked for. A new block makes it look.
    node("confirm 100")
    node("mempool 1500")
    node("mine 1")
    watched.wait_for_bands(node, cookie)
    watched.wait_until(lambda: watched.successes("getmempoolentry") == 1, "entries")
    check_missing_answers(node, watched, cookie)
    # Most are new: after the list of ids all are read again.
    lists = watched.successes("getrawmempool")
    node("confirm 1400")
    node("mempool 1500")
    node("mine 1")
    watched.wait_for_bands(node, cookie)
    watched.wait_until(lambda: watched.successes("getrawmempool") >= lists + 2, "lists")
    assert watched.successes("getmempoolentry") == 2


def check_full_mempool(node, watched, cookie):
    watched.wait_for_bands(node, cookie)
    blocks = watched.table("bitcoin", "projected", lambda rows: len(rows) == 8)
    assert watched.metric("bitcoin_mempool_blocks_to_clear") > len(blocks) == 8, blocks
    assert [number for number, block in blocks.items() if "last" in block] == ["7"], blocks
    for number, block in blocks.items():
        assert watched.metric("bitcoin_mempool_projected_median_fee_rate", block=number) == block["median"]
    assert watched.metric("bitcoin_fee_recommended_rate", kind="fastest") == math.ceil(blocks["0"]["median"])


def check_missing_answers(node, watched, cookie):
    """What was read is kept: after them only what is new is asked for."""
    failures = watched.failures("getblockchaininfo")
    node("fault work-queue-full")
    watched.wait_until(lambda: watched.failures("getblockchaininfo") >= failures + 4, "failures")
    # What was asked before is told by now.
    entries = watched.successes("getmempoolentry")
    refusals = watched.failures("getmempoolfeeratediagram")
    assert not is_unknown(watched)
    node("confirm 100")
    node("transactions 100")
    node("mine 1")
    node("fault none")
    watched.wait_for_bands(node, cookie)
    watched.wait_until(lambda: watched.successes("getmempoolentry") == entries + 1, "entries")
    if refusals:
        assert watched.failures("getmempoolfeeratediagram") > refusals


def is_unknown(watched):
    return not watched.bands("vsize_bytes") and watched.metric("bitcoin_mempool_blocks_to_clear") is None


def check_absence(node, watched, cookie):
    for hides, shows in (("mempool-loaded off", "mempool-loaded on"), ("download on", "download off"),
                         ("stop", "start")):
        node(hides)
        watched.wait_until(lambda: is_unknown(watched), hides)
        watched.table("bitcoin", "projected", lambda rows: not rows)
        node(shows)
        watched.wait_for_bands(node, cookie)
    node("mempool 0")
    node("mine 1")
    watched.wait_until(lambda: watched.metric("bitcoin_mempool_blocks_to_clear") == 0, "empty")
    assert set(watched.bands("transactions").values()) == {0}


def check_version_31(node, watched, cookie):
    node("mempool 2000")
    node("version 310000")
    watched.wait_for_metric(310000, "bitcoin_version_number")
    node("mine 1")
    watched.wait_for_bands(node, cookie, counted=False)
    watched.wait_until(lambda: watched.successes("getmempoolfeeratediagram"), "diagram")
    blocks = watched.table("bitcoin", "projected", lambda rows: rows)
    assert "tx" not in blocks["0"] and blocks["0"]["fees"] > 0, blocks
    # One that may not be asked for it: by the chunks of the list.
    node("forget getmempoolfeeratediagram")
    node("mine 1")
    watched.wait_for_bands(node, cookie)
    # It is tried again after the node was away, and what was read meanwhile is kept.
    check_missing_answers(node, watched, cookie)


def configuration_in(folder, node, name, extra=""):
    configuration = pathlib.Path(folder) / f"{name}.yaml"
    configuration.write_text(
        f"data_dir: {folder}/{name}\n"
        "targets:\n"
        f"  - {{network: bitcoin, name: main-1, http: \"{node.http}\", cookie_file: {folder}/.cookie,\n"
        f"     request_timeout: 30s, intervals: {{fast: 500ms, slow: 1s}}{extra}}}\n")
    return configuration


def main():
    program, sim = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        cookie = f"{folder}/.cookie"
        with StandIn(sim, cookie) as node:
            with MempoolWatched(program, configuration_in(folder, node, "new")) as watched:
                check_kept_mempool(node, watched, cookie)
                check_absence(node, watched, cookie)
                check_version_31(node, watched, cookie)
            with MempoolWatched(program, configuration_in(folder, node, "off", ", mempool: off")) as watched:
                watched.wait_for_metric(10, "bitcoin_peers_total")
                assert any("mempool: off" in notice for notice in watched.target()["notices"])
                assert is_unknown(watched) and watched.successes("getrawmempool") == 0
        # Alone: after one that takes long to read, the next reading has to wait.
        with StandIn(sim, cookie) as node:
            node("mempool 30000")
            with MempoolWatched(program, configuration_in(folder, node, "full")) as watched:
                check_full_mempool(node, watched, cookie)
        with StandIn(sim, cookie, "--legacy") as node:
            with MempoolWatched(program, configuration_in(folder, node, "legacy")) as watched:
                watched.wait_for_bands(node, cookie)
    print("ok")


if __name__ == "__main__":
    main()
