#!/usr/bin/env python3
"""What a Bitcoin node publishes over ZMQ: blocks that are seen at once though polling takes its time, loss
and restarts by the numbers of messages, silence. One publisher is the stand-in, one is python3-zmq.

Usage: bitcoin_zmq_test.py NODEWATCH NODEWATCH_SIM_BITCOIN
"""

import pathlib
import socket
import struct
import subprocess
import sys
import tempfile
import threading

from bitcoin_faults_test import Watched
from stand_in import StandIn

STREAMS = ("hashblock", "hashtx", "rawblock", "rawtx", "sequence")


def configuration_in(folder, node, name, fast, more=""):
    configuration = pathlib.Path(folder) / f"{name}.yaml"
    configuration.write_text(
        f"data_dir: {folder}/{name}\n"
        "targets:\n"
        f"  - {{network: bitcoin, name: main-1, http: \"{node.http}\", cookie_file: {folder}/.cookie,\n"
        f"     request_timeout: 30s, intervals: {{fast: {fast}, slow: 1s}}{more}}}\n")
    return configuration


def wait_until_connected(watched, streams=STREAMS):
    for stream in streams:
        watched.wait_for_metric(1, "bitcoin_zmq_connected", stream=stream)


def check_blocks(node, watched):
    """Polling is 10 minutes away: what is seen is seen because of a message."""
    wait_until_connected(watched)
    watched.wait_for_metric(221, "bitcoin_blockchain_best_height")
    for height in (222, 223, 224):
        node("mine 1")
        watched.wait_for_metric(height, "bitcoin_blockchain_best_height")
    watched.table("bitcoin", "blocks", lambda rows: any(row["height"] == 224 for row in rows.values()))
    grown = node("reorganise 2 4")["height"]
    watched.wait_for_metric(grown, "bitcoin_blockchain_best_height")
    watched.wait_for_metric(1, "bitcoin_reorganisations_total")
    watched.wait_for_metric(2, "bitcoin_last_reorganisation_depth")
    watched.wait_for_metric(3 + 4, "bitcoin_zmq_connected_blocks_total", stream="sequence")
    watched.wait_for_metric(2, "bitcoin_zmq_disconnected_blocks_total", stream="sequence")
    watched.wait_for_metric(4, "bitcoin_zmq_messages_total", stream="hashblock")
    watched.wait_for_metric(4, "bitcoin_zmq_messages_total", stream="rawblock")
    watched.wait_for_metric(0, "bitcoin_zmq_malformed_messages_total", stream="rawblock")


def check_loss_and_restart(node, watched):
    node("transactions 5000")
    watched.wait_for_metric(5000, "bitcoin_zmq_messages_total", stream="rawtx")
    watched.wait_for_metric(5000, "bitcoin_zmq_mempool_added_total", stream="sequence")
    node("zmq-skip rawtx 7")
    node("transactions 1")
    watched.wait_for_metric(5001, "bitcoin_zmq_messages_total", stream="rawtx")
    watched.wait_for_metric(7, "bitcoin_zmq_lost_messages_total", stream="rawtx")
    watched.wait_for_metric(0, "bitcoin_zmq_lost_messages_total", stream="hashtx")

    node("restart")
    watched.wait_for_metric(1, "bitcoin_zmq_reconnects_total", stream="rawtx")
    wait_until_connected(watched)
    node("transactions 10")
    watched.wait_for_metric(5011, "bitcoin_zmq_messages_total", stream="rawtx")
    watched.wait_for_metric(1, "bitcoin_zmq_publisher_restarts_total", stream="rawtx")
    watched.wait_for_metric(7, "bitcoin_zmq_lost_messages_total", stream="rawtx")

    # A node that publishes more than it did before, until it is heard again.
    node("stop")
    watched.wait_for_metric(0, "bitcoin_zmq_connected", stream="hashtx")
    node("start")
    node("zmq-skip rawtx 6000")
    watched.wait_for_metric(2, "bitcoin_zmq_reconnects_total", stream="rawtx")
    wait_until_connected(watched)
    node("transactions 10")
    watched.wait_for_metric(5021, "bitcoin_zmq_messages_total", stream="rawtx")
    watched.wait_for_metric(2, "bitcoin_zmq_publisher_restarts_total", stream="rawtx")
    watched.wait_for_metric(7, "bitcoin_zmq_lost_messages_total", stream="rawtx")


def check_silence(node, watched):
    watched.wait_until_well()
    wait_until_connected(watched)
    for stream in ("hashblock", "rawtx"):
        node(f"zmq-silence {stream} on")
    heights = [node("mine 1")["height"]]

    def tells_of_silence():
        # Not by a block right after the connection, which may have come before it.
        if watched.metric("bitcoin_blockchain_best_height") == heights[-1]:
            heights.append(node("mine 1")["height"])
        return "zmq_silent" in watched.reasons()

    watched.wait_until(tells_of_silence, "zmq_silent")
    message = watched.reasons()["zmq_silent"]
    assert "hashblock" in message and "rawblock" not in message and "rawtx" not in message, message
    node("zmq-silence hashblock off")
    node("mine 1")
    watched.wait_until_well()


class Publisher:
    """Of python3-zmq; it knows who subscribed."""

    def __init__(self, zmq):
        self.socket = zmq.Context.instance().socket(zmq.XPUB)
        self.socket.linger = 0
        self.socket.rcvtimeo = 20_000
        self.address = f"tcp://127.0.0.1:{self.socket.bind_to_random_port('tcp://127.0.0.1')}"

    def subscriptions(self, count):
        return {self.socket.recv() for _ in range(count)}

    def __call__(self, topic, body, *numbers):
        for number in numbers:
            self.socket.send_multipart([topic.encode(), body, struct.pack("<I", number)])


def check_against_another_publisher(zmq, program, sim, folder):
    one, other = Publisher(zmq), Publisher(zmq)
    with StandIn(sim, f"{folder}/.cookie") as node:
        configuration = configuration_in(
            folder, node, "named", "10m",
            f", zmq: {{rawtx: ['{one.address}', '{other.address}'], hashblock: ['{one.address}']}}")
        with Watched(program, configuration) as watched:
            assert one.subscriptions(2) == {b"\x01rawtx", b"\x01hashblock"}
            assert other.subscriptions(1) == {b"\x01rawtx"}
            transaction = bytes(250)
            one("rawtx", transaction, 4294967294, 4294967295, 0, 1, 5)  # around, and three are lost
            other("rawtx", transaction, 10, 11, 0)  # and begins again
            one("rawtx", b"too short", 6)
            watched.wait_for_metric(1, "bitcoin_zmq_malformed_messages_total", stream="rawtx")
            watched.wait_for_metric(8, "bitcoin_zmq_messages_total", stream="rawtx")
            watched.wait_for_metric(3, "bitcoin_zmq_lost_messages_total", stream="rawtx")
            watched.wait_for_metric(1, "bitcoin_zmq_publisher_restarts_total", stream="rawtx")
            assert watched.metric("bitcoin_zmq_messages_total", stream="hashtx") is None
            tip = node("mine 1")
            one("hashblock", bytes.fromhex(tip["hash"]), 0)
            watched.wait_for_metric(222, "bitcoin_blockchain_best_height")


class Closing:
    """Accepts and closes at once, as the proxy of a container does while nobody is behind it."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"tcp://127.0.0.1:{self.listener.getsockname()[1]}"
        self.accepted = 0
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        while True:
            self.listener.accept()[0].close()
            self.accepted += 1


def check_what_is_no_publisher(program, sim, folder):
    closing = Closing()
    with StandIn(sim, f"{folder}/.cookie") as node:
        rpc = "tcp://" + node.http.removeprefix("http://")
        configuration = configuration_in(folder, node, "wrong", "500ms",
                                         f", zmq: {{hashblock: ['{closing.address}'], rawtx: ['{rpc}']}}")
        with Watched(program, configuration) as watched:
            watched.wait_until(lambda: str(watched.target()).count("does not speak ZMQ") == 2, "both are told")
            tries = closing.accepted
            watched.wait_until(lambda: closing.accepted > tries + 5, "it is tried again")
            assert not [line for line in watched.log if "broke" in line], watched.log


def check_command(program, configuration):
    # It waits two seconds for all: too little for a machine that is away so long.
    for _ in range(5):
        checked = subprocess.run([program, "check", "--config", configuration], capture_output=True, text=True)
        if checked.stdout.count(": connected") == len(STREAMS):
            break
    assert checked.returncode == 0 and checked.stdout.count(": connected") == len(STREAMS), checked
    for stream in STREAMS:
        assert f"ZMQ {stream} of tcp://127.0.0.1:" in checked.stdout, checked


def check_without_zmq(program, sim, folder):
    with StandIn(sim, f"{folder}/.cookie") as node:
        with Watched(program, configuration_in(folder, node, "off", "500ms")) as watched:
            watched.wait_until_well()
            watched.wait_until(lambda: "ZMQ is off at the node" in str(watched.target()["notices"]), "notice")
            node("mine 1")
            watched.wait_for_metric(222, "bitcoin_blockchain_best_height")
            assert watched.metric("bitcoin_zmq_connected", stream="rawtx") is None


def main():
    try:
        import zmq
    except ImportError:
        print("python3-zmq is not there")
        sys.exit(77)
    program, sim = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        check_against_another_publisher(zmq, program, sim, folder)
        check_without_zmq(program, sim, folder)
        check_what_is_no_publisher(program, sim, folder)
        with StandIn(sim, f"{folder}/.cookie", "--zmq") as node:
            configuration = configuration_in(folder, node, "published", "10m")
            check_command(program, configuration)
            with Watched(program, configuration) as watched:
                check_blocks(node, watched)
                check_loss_and_restart(node, watched)
        with StandIn(sim, f"{folder}/.cookie", "--zmq") as node:
            with Watched(program, configuration_in(folder, node, "polled", "500ms")) as watched:
                check_silence(node, watched)
    print("ok")


if __name__ == "__main__":
    main()
