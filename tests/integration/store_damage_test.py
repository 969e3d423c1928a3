#!/usr/bin/env python3
"""Damages parts of a history and looks who tells of it: queries, lists, metrics, health, commands.

Usage: store_damage_test.py NODEWATCH
"""

import contextlib
import json
import pathlib
import sqlite3
import subprocess
import sys
import tempfile
import urllib.parse

from nodewatch_process import NodewatchProcess

DAY = 86_400
START = 1_700_000_000 // DAY * DAY
STEP = 600
PART_WARNING = ["damaged parts of the history were left out of this answer; run 'nodewatch store verify' "
                "where nodewatch runs to see which"]


class Nodewatch(NodewatchProcess):
    def ask(self, path, body=None):
        return self.request("POST" if body else "GET", path, body)[1]

    def api(self, call, body=None, **parameters):
        """The data and the warnings of an answer."""
        answer = json.loads(self.ask(f"/api/v1/{call}?{urllib.parse.urlencode(parameters)}", body))
        assert answer["status"] == "success", answer
        return answer["data"], answer.get("warnings")

    def wait_for(self, path, *texts):
        self.wait_until(lambda: all(text in self.ask(path) for text in texts), texts)


class Store:
    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        self.file = folder / "state/nodewatch.db"
        self.configuration = folder / "nodewatch.yaml"
        self.configuration.write_text(
            f"store: {{retention: 0s}}\ndata_dir: {folder}/state\n"
            "targets:\n  - {network: xrpl, name: away, websocket: \"ws://127.0.0.1:1\"}\n")

    def run(self, *arguments, stdin=None):
        return subprocess.run([self.program, *arguments], input=stdin, capture_output=True, text=True, check=False)

    def command(self, *arguments, stdin=None):
        return self.run("store", *arguments, "--config", self.configuration, stdin=stdin)

    def fill(self):
        """Two metrics over three days, a value each ten minutes, merged."""
        self.file.parent.mkdir()
        lines = (f"{name} {time_} {time_}000\n" for name in ("good", "up") for time_ in times())
        assert self.command("import", "-", "--format", "prometheus", stdin="".join(lines)).returncode == 0
        assert self.command("compact").returncode == 0

    def damage(self, table, column, row):
        with contextlib.closing(sqlite3.connect(self.file)) as connection, connection:
            (blob,), = connection.execute(f"SELECT {column} FROM {table} WHERE id = ?", (row,))
            blob = blob[:-1] + bytes([blob[-1] ^ 1])
            connection.execute(f"UPDATE {table} SET {column} = ? WHERE id = ?", (blob, row))

    def rows(self, table):
        with contextlib.closing(sqlite3.connect(self.file)) as connection:
            return [row for row, in connection.execute(f"SELECT id FROM {table} ORDER BY id")]


def times():
    return range(START, START + 3 * DAY, STEP)


def check_queries(store, nodewatch):
    """What is whole is answered, and that something is missing is said, but only where it is."""
    whole = [t for t in times() if t // DAY != START // DAY + 1]
    steps = {"start": START, "end": times()[-1], "step": STEP}
    at_end = {"time": times()[-1]}
    for name in ("good", "up"):  # the two share their times and so their chunks
        data, warnings = nodewatch.api("query", query=f"{name}[3d]", **at_end)
        if warnings:
            assert warnings == PART_WARNING, warnings
            damaged = name
            assert [t for t, _ in data["result"][0]["values"]] == whole, data
    data, warnings = nodewatch.api("query_range", query=f"{damaged} == {damaged}", lookback_delta="1s", **steps)
    assert warnings == PART_WARNING, warnings
    assert [[t, float(v)] for t, v in data["result"][0]["values"]] == [[t, t] for t in whole], data
    batch = {**steps, "queries": [{"id": "a", "expr": damaged}, {"id": "b", "expr": "1"}]}
    data, warnings = nodewatch.api("query_batch", body=json.dumps(batch))
    assert warnings is None, warnings
    assert data["results"][0]["warnings"] == PART_WARNING and "warnings" not in data["results"][1], data
    data, warnings = nodewatch.api("query", query=f"{damaged}[6h]", **at_end)
    assert warnings is None and len(data["result"][0]["values"]) == 36, "another day than the damaged one"
    _, warnings = nodewatch.api("labels")
    assert warnings is None, warnings

    asked = store.run("query", f"count_over_time({damaged}[3d])", "--time", str(times()[-1]), "--url",
                      f"http://127.0.0.1:{nodewatch.port}")
    assert asked.returncode == 0 and asked.stderr == f"warning: {PART_WARNING[0]}\n", asked
    assert asked.stdout.endswith(f"  {len(whole)}\n"), asked

    nodewatch.wait_for("/health", "\ndamage of the history was met ", "'nodewatch store verify' names it\n")
    counted = nodewatch.ask("/metrics").partition("nodewatch_store_damaged_chunks_total{")[2].split("\n")[0]
    assert int(counted.rsplit(" ", 1)[1]) >= 4, counted


def check_commands(store):
    """They do their work, and fail."""
    copy = store.folder / "copy.db"
    done = store.command("backup", copy)
    assert done.returncode == 1 and copy.exists(), done
    assert f"1 damaged parts of {store.file} were met; {copy} has them, too" in done.stderr, done
    assert "'nodewatch store verify'" in done.stderr, done
    done = store.command("compact")
    assert done.returncode == 1 and " MB, was " in done.stdout, done
    assert f"1 damaged parts of {store.file} were met; what is whole was kept." in done.stderr, done
    assert "'nodewatch store verify'" in done.stderr, done


def check_hidden_series(nodewatch):
    """No answer knows whether the series whose labels are damaged belongs into it."""
    for call, parameters in [("query", {"query": "good", "time": times()[-1]}), ("labels", {}),
                             ("label/__name__/values", {}), ("series", {"match[]": "{__name__=~'good|up'}"})]:
        data, warnings = nodewatch.api(call, **parameters)
        assert len(warnings) == 1 and warnings[0].startswith(
            "1 damaged parts of the history could not be read when it was opened: "), (call, warnings)
        if call == "series":
            assert len(data) == 1, data
    nodewatch.wait_for("/health", "\ndamage of the history was met 1 times since the start")


def check_damaged_structure(store):
    """A compaction would make it worse; the file stays as it is."""
    content = bytearray(store.file.read_bytes())
    content[2 * 8192:] = bytes(len(content) - 2 * 8192)
    store.file.write_bytes(content)
    done = store.command("compact")
    assert done.returncode == 1 and "it was left as it is" in done.stderr, done
    assert "'nodewatch store verify'" in done.stderr, done
    assert store.file.read_bytes() == content


def main():
    with tempfile.TemporaryDirectory() as folder:
        store = Store(sys.argv[1], pathlib.Path(folder))
        store.fill()
        store.damage("chunk", "data", store.rows("chunk")[1])
        with Nodewatch(store.program, store.configuration) as nodewatch:
            check_queries(store, nodewatch)
        check_commands(store)
        store.damage("series", "labels", store.rows("series")[1])
        with Nodewatch(store.program, store.configuration) as nodewatch:
            check_hidden_series(nodewatch)
        check_damaged_structure(store)
    print("ok")


if __name__ == "__main__":
    main()
