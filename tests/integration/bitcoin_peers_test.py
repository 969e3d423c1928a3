#!/usr/bin/env python3
"""Watches the peers of a stand-in for a Bitcoin node: where they are, who they are, what is banned, what is
ahead of the chain. The databases of places are changed and damaged while the program runs.

Usage: bitcoin_peers_test.py NODEWATCH NODEWATCH_SIM_BITCOIN
"""

import json
import pathlib
import shutil
import sys
import tempfile

from bitcoin_faults_test import Watched
from stand_in import StandIn

SAMPLES = pathlib.Path(__file__).parents[3] / "shared/fixtures/bitcoin/geoip"
SKIPPED = 77

# The third is of the country alone in the one database, and exact in the other; the fourth has no place.
ADDRESSES = ["89.160.20.112:8333", "[2001:218::1]:8333", "81.2.69.160:8333",
             "vww6ybal4bd7szmgncyruucpgfkqahzddi37ktceo3ah7ngmcopnpyyd.onion:8333", "10.1.2.3:5555"]


def rows(watched):
    """The table of peers as a page gets it first, by the id of the peer."""
    connection = watched.connect()
    connection.request("GET", "/api/live?topics=table/bitcoin/main-1/peers")
    response = connection.getresponse()
    for line in response:
        if line.startswith(b"data:"):
            connection.close()
            return {row["id"]: row for _, _, row in json.loads(line[5:])["rows"]}
    raise AssertionError("the stream ended")


def country(watched, direction, name):
    return watched.metric("bitcoin_peers_by_country", direction=direction, country=name)


def check_places(node, watched):
    watched.wait_until(lambda: country(watched, "outbound", "SE") == 1, "Sweden")
    assert country(watched, "outbound", "onion") == 1
    assert country(watched, "inbound", "local") == 1
    watched.wait_for_metric(1, "bitcoin_peers_by_asn", direction="outbound", asn="AS29518 Bredband2 AB")
    peers = watched.wait_until(lambda: rows(watched), "the table")
    assert len(peers) == 5, peers
    assert peers[0]["address"] == "89.160.20.0/24" and peers[1]["address"] == "2001:218::/48", peers
    assert peers[0]["country"] == "SE" and peers[0]["asn"] == 29518 and not peers[0]["exact"], peers
    assert peers[4]["inbound"] and peers[4]["type"] == "inbound", peers
    assert "address" not in peers[3] and "country" not in peers[3], peers
    assert peers[0]["services"][0] == "NETWORK" and peers[0]["ping_ms"] == 20, peers
    _, metrics = watched.request("GET", "/metrics")
    assert "89.160" not in metrics and "vww6" not in metrics

    # In this order: no round between them sees what is waited for.
    node("peers 1")
    node("addresses 81.2.69.160:8333")
    watched.wait_until(lambda: country(watched, "outbound", "GB") == 1, "Britain")
    watched.wait_until(lambda: country(watched, "outbound", "SE") is None, "no Sweden")
    assert list(rows(watched)) == [5], rows(watched)


def check_files(watched, places):
    """The one peer is in Britain: first by its middle, then exactly, then still so."""
    peer, = rows(watched).values()
    assert not peer["exact"] and 49 < peer["latitude"] < 59, peer
    shutil.copy(SAMPLES / "GeoLite2-City-Test.mmdb", places)
    peer = watched.wait_until(lambda: [peer for peer in rows(watched).values() if peer["exact"]], "exact")[0]
    assert (peer["latitude"], peer["longitude"]) == (51.5142, -0.0931), peer

    shutil.copy(SAMPLES / "GeoIP2-City-Test-Invalid-Node-Count.mmdb", places)
    watched.wait_for_log("what it held before stays in use")
    watched.wait_until(lambda: any("invalid metadata" in notice for notice in watched.target()["notices"]),
                       "a notice of the damage")
    assert next(iter(rows(watched).values()))["exact"]
    places.unlink()
    watched.wait_until(lambda: country(watched, "outbound", "GB") is None, "no places")
    peer, = rows(watched).values()
    assert "latitude" not in peer and "country" not in peer, peer


def check_node(node, watched):
    watched.wait_for_metric(0, "bitcoin_bans")
    node("ban 3")
    watched.wait_for_metric(3, "bitcoin_bans")
    assert 100 <= watched.metric("bitcoin_last_ban_age_seconds") < 300
    watched.wait_for_metric(1030, "bitcoin_addrman_addresses", peer_network="onion", table="tried")
    watched.wait_for_metric(0, "bitcoin_rpc_active_commands")
    watched.wait_for_metric(194112, "bitcoin_locked_memory_used_bytes")
    watched.wait_for_metric(48 / 64, "bitcoin_softfork_signalling_ratio", name="testdummy")
    watched.wait_for_metric(3, "bitcoin_softfork_state", name="csv")
    watched.wait_for_metric(5.25, "bitcoin_chain_transactions_per_second")

    # The blocks of the stand-in are ten minutes apart: nothing changes but what the rules leave out.
    watched.wait_until(lambda: watched.metric("bitcoin_difficulty_expected_change_ratio") is not None, "forecast")
    assert abs(watched.metric("bitcoin_difficulty_expected_change_ratio") - 1 / 2015) < 1e-4
    watched.wait_for_metric(2016 - 221, "bitcoin_difficulty_blocks_left")
    watched.wait_for_metric(210000 - 221, "bitcoin_halving_blocks_left")
    node("mine 10")
    watched.wait_for_metric(2016 - 231, "bitcoin_difficulty_blocks_left")


def check_gone(node, watched):
    node("stop")
    watched.wait_for_reasons("node_down")
    watched.wait_until(lambda: not rows(watched), "an empty table")
    assert watched.metric("bitcoin_bans") is None
    assert watched.metric("bitcoin_softfork_state", name="csv") is None
    node("start")
    watched.wait_until_well()
    watched.wait_for_metric(3, "bitcoin_softfork_state", name="csv")
    watched.wait_until(lambda: len(rows(watched)) == 1, "the peer again")


def main():
    if not SAMPLES.exists():
        print(f"{SAMPLES} is not there")
        sys.exit(SKIPPED)
    program, sim = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        places = pathlib.Path(folder) / "places.mmdb"
        shutil.copy(SAMPLES / "GeoLite2-Country-Test.mmdb", places)
        with StandIn(sim, f"{folder}/.cookie") as node:
            node("peers 5")
            node("restart")
            node("addresses " + " ".join(ADDRESSES))
            configuration = pathlib.Path(folder) / "nodewatch.yaml"
            configuration.write_text(
                f"data_dir: {folder}/data\n"
                f"geo: {{databases: [{places}, {SAMPLES}/GeoLite2-ASN-Test.mmdb], refresh: 1s}}\n"
                "targets:\n"
                f"  - {{network: bitcoin, name: main-1, http: \"{node.http}\",\n"
                f"     cookie_file: {folder}/.cookie, request_timeout: 1s,\n"
                "     intervals: {fast: 500ms, slow: 1s}}\n")
            with Watched(program, configuration) as watched:
                check_node(node, watched)
                check_places(node, watched)
                check_files(watched, places)
                check_gone(node, watched)
    print("ok")


if __name__ == "__main__":
    main()
