#!/usr/bin/env python3
"""Watches a stand-in for a Bitcoin node with the program itself: what it tells, a reorganisation, and
every fault, after which it recovers.

Usage: bitcoin_faults_test.py NODEWATCH NODEWATCH_SIM_BITCOIN
"""

import json
import pathlib
import subprocess
import sys
import tempfile

from nodewatch_process import NodewatchProcess
from stand_in import StandIn


class Watched(NodewatchProcess):
    """nodewatch with one target."""

    def metric(self, name, /, **labels):
        every = ",".join(f'{key}="{value}"' for key, value in {"network": "bitcoin", "node": "main-1",
                                                               **labels}.items())
        return self.value(f"{name}{{{every}}}")

    def target(self):
        _, text = self.request("GET", "/api/v1/status/targets")
        target, = json.loads(text)["data"]["targets"]
        return target

    def reasons(self):
        return {reason["code"]: reason["message"] for reason in self.target()["reasons"]}

    def wait_for_metric(self, expected, name, /, **labels):
        self.wait_until(lambda: self.metric(name, **labels) == expected, (name, labels, expected))

    def wait_for_reasons(self, *codes):
        self.wait_until(lambda: self.reasons().keys() == set(codes), codes)
        return self.reasons()

    def wait_until_well(self):
        self.wait_for_reasons()
        self.wait_until(lambda: self.target()["state"] == "ok", "ok")
        self.wait_until(lambda: self.metric("bitcoin_up") == 1, "up")


def check_values(node, watched):
    watched.wait_until_well()
    watched.wait_for_metric(10, "bitcoin_peers_total")
    watched.wait_for_metric(221, "bitcoin_blockchain_best_height")
    watched.wait_for_metric(2500, "bitcoin_tip_block_transactions")
    watched.wait_for_metric(0.75, "bitcoin_tip_block_fullness_ratio")
    watched.wait_for_metric(1500, "bitcoin_mempool_tx_count")
    watched.wait_for_metric(8, "bitcoin_mempool_fee_fast")
    watched.wait_for_metric(4, "bitcoin_fee_estimate_sat_per_vbyte", target="6")
    assert watched.metric("bitcoin_fee_estimate_sat_per_vbyte", target="144") is None
    watched.wait_for_metric(2, "bitcoin_peers", by="connection_type", value="inbound")
    watched.wait_for_metric(290000, "bitcoin_version_number")
    watched.wait_for_metric(1, "bitcoin_index_synced", index="txindex")
    node("mine 1")
    watched.wait_for_metric(222, "bitcoin_blockchain_best_height")
    watched.wait_for_metric(0, "bitcoin_reorganisations_total")
    blocks = watched.table("bitcoin", "blocks", lambda rows: any(
        row["height"] == 222 and "tx" in row for row in rows.values()) and len(rows) > 12)
    newest = max(blocks.values(), key=lambda row: row["height"])
    assert newest["tx"] == 2500 and "arrived" in newest, newest
    assert all("arrived" not in row for row in blocks.values() if row["height"] < 222), blocks
    node("mempool 7")
    watched.wait_for_metric(7, "bitcoin_mempool_tx_count")


def check_reorganisation(node, watched):
    height = node("mine 2")["height"]
    watched.wait_for_metric(height, "bitcoin_blockchain_best_height")
    grown = node("reorganise 2 4")["height"]
    assert grown == height + 2
    watched.wait_for_metric(grown, "bitcoin_blockchain_best_height")
    watched.wait_for_metric(1, "bitcoin_reorganisations_total")
    watched.wait_for_metric(2, "bitcoin_last_reorganisation_depth")
    watched.wait_for_metric(2, "bitcoin_blockchain_max_reorg_depth")
    # The headers before the tip come one by one.
    watched.table("bitcoin", "blocks", lambda rows: any(row["height"] == grown for row in rows.values()) and sorted(
        row["height"] for row in rows.values() if "fell_out" in row) == [height - 1, height])
    watched.wait_for_metric(2, "bitcoin_chain_tip_longest_branch", status="valid-fork")
    assert "2 blocks after height" in watched.wait_for_reasons("deep_reorganisation")["deep_reorganisation"]


def check_what_happened_meanwhile(height, watched):
    watched.wait_for_metric(height, "bitcoin_blockchain_best_height")
    watched.wait_for_metric(2, "bitcoin_reorganisations_total")
    watched.wait_for_metric(3, "bitcoin_last_reorganisation_depth")
    watched.wait_for_metric(3, "bitcoin_blockchain_max_reorg_depth")


def check_states_of_the_node(node, watched):
    node("download on")
    watched.wait_for_reasons("initial_block_download")
    watched.wait_for_metric(2, "bitcoin_node_state")
    node("download off")
    watched.wait_until_well()

    node("warn Unknown new rules activated")
    assert "new rules" in watched.wait_for_reasons("node_warning")["node_warning"]
    node("warn")
    watched.wait_until_well()

    node("warm-up Verifying blocks…")
    assert "Verifying blocks…" in watched.wait_for_reasons("warming_up")["warming_up"]
    watched.wait_for_metric(1, "bitcoin_node_state")
    assert watched.metric("bitcoin_blockchain_best_height") is None
    node("warm-up")
    watched.wait_until_well()
    watched.wait_for_metric(10, "bitcoin_peers_total")


def check_faults(node, watched):
    for fault, reason in (("garbage", "node_answers_wrongly"), ("hang", "node_frozen"),
                          ("refuse", "node_refuses"), ("work-queue-full", "node_overloaded")):
        node(f"fault {fault}")
        watched.wait_for_reasons(reason)
        node("fault none")
        watched.wait_until_well()

    # Without batches every question is asked alone.
    node("fault no-batches")
    node("mempool 11")
    watched.wait_for_metric(11, "bitcoin_mempool_tx_count")
    watched.wait_until_well()
    node("fault none")

    node("stop")
    watched.wait_for_reasons("node_down")
    watched.wait_for_metric(0, "bitcoin_up")
    assert watched.metric("bitcoin_mempool_tx_count") is None
    node("start")
    watched.wait_until_well()
    watched.wait_for_metric(11, "bitcoin_mempool_tx_count")

    # A restart that no poll notices: only the cookie is another one.
    height = node("restart")["height"]
    node("mine 1")
    watched.wait_for_metric(height + 1, "bitcoin_blockchain_best_height")

    node("forget getindexinfo")
    watched.wait_until(lambda: watched.metric("bitcoin_rpc_failed", method="getindexinfo") == 1, "forgotten")
    watched.wait_until_well()


def configuration_in(folder, node, name):
    configuration = pathlib.Path(folder) / f"{name}.yaml"
    configuration.write_text(
        f"data_dir: {folder}/{name}\n"
        "targets:\n"
        f"  - {{network: bitcoin, name: main-1, http: \"{node.http}\", cookie_file: {folder}/.cookie,\n"
        "     request_timeout: 1s, intervals: {fast: 500ms, slow: 1s}}\n")
    return configuration


def check_command(program, configuration, node):
    def run():
        return subprocess.run([program, "check", "--config", configuration], capture_output=True, text=True)

    good = run()
    assert good.returncode == 0 and "getblockchaininfo: chain main, block" in good.stdout, good
    node("fault refuse")
    refused = run()
    assert refused.returncode == 1 and "does not know this user or password" in refused.stdout, refused
    node("fault none")


def main():
    program, sim = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        with StandIn(sim, f"{folder}/.cookie") as node:
            configuration = configuration_in(folder, node, "new")
            check_command(program, configuration, node)
            with Watched(program, configuration) as watched:
                check_values(node, watched)
                check_states_of_the_node(node, watched)
                check_faults(node, watched)
                check_reorganisation(node, watched)
            grown = node("reorganise 3 5")["height"]
            with Watched(program, configuration) as watched:
                check_what_happened_meanwhile(grown, watched)
        with StandIn(sim, f"{folder}/.cookie", "--legacy") as node:
            with Watched(program, configuration_in(folder, node, "legacy")) as watched:
                check_values(node, watched)
                check_states_of_the_node(node, watched)
    print("ok")


if __name__ == "__main__":
    main()
