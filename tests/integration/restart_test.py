#!/usr/bin/env python3
"""Restarts nodewatch, in order and by kill -9: events are shown again, and their numbers go on; what still
holds is not told again; who is logged in stays so, until the password changes.

Usage: restart_test.py NODEWATCH
"""

import contextlib
import pathlib
import signal
import sqlite3
import sys
import tempfile

from nodewatch_process import NodewatchProcess


class Nodewatch(NodewatchProcess):
    def events(self, holds):
        """Events by number, as soon as they are as wanted."""
        def by_number(rows):
            return {int(key): (topic, value) for (topic, key), value in rows.items()}
        return by_number(self.live("event/*/*", lambda rows: holds(by_number(rows))))


def wait_for_flush(nodewatch, folder, events):
    """Until the newest event is in the file."""
    file = f"file:{folder}/state/nodewatch.db?mode=ro"

    def flushed():
        with contextlib.closing(sqlite3.connect(file, uri=True)) as connection:
            newest, = connection.execute("SELECT max(id) FROM event").fetchone()
            return newest is not None and newest >= max(events)
    nodewatch.wait_until(flushed, "the newest event in the file")


def check_events(program, configuration, folder):
    before = {}
    for by in (signal.SIGTERM, signal.SIGKILL, signal.SIGKILL):
        nodewatch = Nodewatch(program, configuration)
        try:
            # Nobody listens at the node's address: each run has to tell that it finds the node failed.
            events = nodewatch.events(lambda found: len(found) > len(before))
            assert {number: events.get(number) for number in before} == before, (before, events)
            assert all(number > max(before, default=0) for number in events.keys() - before.keys())
            if by == signal.SIGKILL:
                wait_for_flush(nodewatch, folder, events)
        except BaseException:
            nodewatch.process.kill()
            raise
        nodewatch.end(by)
        before = events
    assert len(before) >= 3, before
    codes = [value["code"] for _, value in before.values()]
    assert codes.count("node_down") == 1, ("what still holds was told again", before)


def check_session(program, configuration, folder):
    def write(password):
        configuration.write_text(
            f"data_dir: {folder}/login\n"
            f"authentication: {{user: me, password: {password}}}\n{TARGETS}")

    def ask(cookie):
        return nodewatch.request("GET", "/api/v1/status/version", headers={"Cookie": cookie})[0].status

    cookie = ""
    for password, by in (("first", signal.SIGKILL), ("first", signal.SIGTERM), ("second", signal.SIGTERM)):
        write(password)
        nodewatch = Nodewatch(program, configuration)
        try:
            if not cookie:
                answer, _ = nodewatch.request("POST", "/api/login", "user=me&password=first",
                                              {"Content-Type": "application/x-www-form-urlencoded"})
                cookie = answer.headers["Set-Cookie"].split(";")[0]
            assert ask(cookie) == (200 if password == "first" else 401), password
            assert ask(cookie[:-1] + ("0" if cookie[-1] != "0" else "1")) == 401
            key = pathlib.Path(folder) / "login/session.key"
            assert key.stat().st_mode & 0o777 == 0o600
        finally:
            nodewatch.end(by)


TARGETS = ("targets:\n"
           "  - {network: xrpl, name: val-1, websocket: \"ws://127.0.0.1:9\", http: \"http://127.0.0.1:9\"}\n")


def main():
    program, = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        configuration = pathlib.Path(folder) / "nodewatch.yaml"
        configuration.write_text(f"data_dir: {folder}/state\n{TARGETS}")
        check_events(program, configuration, folder)
        check_session(program, configuration, folder)
    print("ok")


if __name__ == "__main__":
    main()
