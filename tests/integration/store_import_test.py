#!/usr/bin/env python3
"""Brings texts into a history with `nodewatch store import` and out again with `export`.

Usage: store_import_test.py NODEWATCH

Debian's promtool must take the OpenMetrics export and then hold the same samples; that part is left
out where promtool is not installed.
"""

import contextlib
import gzip
import math
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile

START = 1_700_000_000_123
SERIES = ['a_total{node="a"}', 'a_total{node="b\\"}\\\\ # {\\n"}', "b", 'c{l="\u00fc",le="+Inf"}']
VALUES = ["1", "0.1", "-0", "NaN", "+Inf", "-Inf", "1e+300", "5e-324", "12345678901234567000", "7"]
ROWS = 3_000


class Store:
    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        (folder / "nodewatch.yaml").write_text("store: {retention: 0s}\n")

    def run(self, command, *arguments, file="history.db", config="nodewatch.yaml", stdin=b""):
        return subprocess.run(
            [self.program, "store", command, "--file", self.folder / file,
             "--config", self.folder / config, *arguments],
            input=stdin, capture_output=True, check=False)

    def taken(self, *arguments, **options):
        """The output of an import that took everything."""
        done = self.run("import", *arguments, **options)
        assert done.returncode == 0 and not done.stderr, done
        return done.stdout.decode()

    def export(self, text_format="prometheus", file="history.db"):
        done = self.run("export", "--format", text_format, file=file)
        assert done.returncode == 0 and not done.stderr, done
        return done.stdout


def samples():
    """Of each series another gap; times a little off the second."""
    for i, series in enumerate(SERIES):
        for row in range(ROWS):
            if row % 97 != i:
                yield series, VALUES[(row + i) % len(VALUES)], START + row * 5_003


def prometheus_text():
    return "".join(f"{series} {value} {time}\n" for series, value, time in samples()).encode()


def open_metrics_text():
    lines = (f"{series} {value} {time // 1000}.{time % 1000:03}\n" for series, value, time in samples())
    return ("".join(lines) + "# EOF\n").encode()


def check_round_trips(store):
    """Each format comes out as it went in, whichever way it went."""
    count = f"{sum(1 for _ in samples())} samples taken\n"
    text = store.folder / "in.txt"
    text.write_bytes(b"# HELP b Of no interest\n\n" + prometheus_text())
    assert store.taken(text) == count
    assert store.export() == prometheus_text()
    assert store.export("openmetrics") == open_metrics_text()

    text.write_bytes(open_metrics_text())
    assert store.taken(text, file="second.db") == count
    assert store.export(file="second.db") == prometheus_text()
    packed = store.folder / "in.gz"
    packed.write_bytes(gzip.compress(open_metrics_text()))
    assert store.taken(packed, "--format", "openmetrics", file="third.db") == count
    # Once more changes nothing.
    store.taken("-", "--format", "openmetrics", file="third.db", stdin=open_metrics_text())
    assert store.export("openmetrics", file="third.db") == open_metrics_text()


def check_promtool(store):
    text, blocks = store.folder / "out.om", store.folder / "blocks"
    text.write_bytes(store.export("openmetrics"))
    subprocess.run(["promtool", "tsdb", "create-blocks-from", "openmetrics", text, blocks],
                   check=True, capture_output=True)
    (blocks / "wal").mkdir()  # the dump asks for one
    dump = subprocess.run(["promtool", "tsdb", "dump", blocks], check=True, capture_output=True)
    theirs = {}
    for line in dump.stdout.decode().splitlines():
        series, value, time = re.fullmatch(r"(\{.*\}) (\S+) (\d+)", line).groups()
        theirs.setdefault(series, []).append((int(time), float(value)))
    ours = {}
    for series, value, time in samples():
        name, _, labels = series.partition("{")
        labels = sorted(re.findall(r'(\w+)=("(?:\\.|[^"\\])*")', labels) + [("__name__", f'"{name}"')])
        key = "{" + ", ".join(f"{label}={quoted}" for label, quoted in labels) + "}"
        ours.setdefault(key, []).append((time, float(value)))
    assert theirs.keys() == ours.keys(), (theirs.keys(), ours.keys())
    for series, expected in ours.items():
        got = sorted(theirs[series])
        assert len(got) == len(expected)
        for (time, value), (their_time, their_value) in zip(expected, got):
            same = value == their_value or (math.isnan(value) and math.isnan(their_value))
            assert time == their_time and same, (series, time, value, their_time, their_value)


def check_old_samples(store):
    """The past of a series may be imported after its present, and into what was merged already."""
    def line(second, value):
        return f"up {value} {(START // 1000 + second) * 1000}\n"
    day = 86_400
    new = "".join(line(s, 1) for s in range(2 * day, 2 * day + 3_000))
    old = "".join(line(s, 2) for s in range(0, 3 * day, 60))
    store.taken("-", "--format", "prometheus", file="old.db", stdin=new.encode())
    assert store.run("compact", file="old.db").returncode == 0
    store.taken("-", "--format", "prometheus", file="old.db", stdin=old.encode())
    expected = {**{s: 1 for s in range(2 * day, 2 * day + 3_000)}, **{s: 2 for s in range(0, 3 * day, 60)}}
    expected = "".join(line(s, v) for s, v in sorted(expected.items())).encode()
    assert store.export(file="old.db") == expected
    assert store.run("compact", file="old.db").returncode == 0
    assert store.export(file="old.db") == expected


def check_refusals(store):
    text = store.folder / "bad.txt"
    text.write_text("a 1 5\nb x\n\nc{ 3\nd 4 -5\n" + "e\n" * 30)
    done = store.run("import", text, file="bad.db")
    assert done.returncode == 1, done
    assert done.stdout.decode().startswith(
        "1 samples taken\n"
        "1 samples refused: of a time before 1970 or after the year 9999\n"
        "32 lines passed over, for they are malformed; the first of them:\n"
        "  line 2: a sample has no value, or one that is not a number\n"
        "  line 4: a label has no value\n"
        "  line 6: "), done.stdout
    assert done.stdout.count(b"\n") == 3 + 20

    (store.folder / "year.yaml").write_text("store: {retention: 8760h}\n")
    done = store.run("import", text, file="year.db", config="year.yaml")
    assert done.returncode == 1 and b"0 samples taken\n1 samples refused: older than store.retention, 365d" \
        in done.stdout, done

    done = store.run("import", "-", "--format", "openmetrics", file="cut.db", stdin=b"a 1 5\n")
    assert done.returncode == 1 and done.stdout == b"1 samples taken\n", done
    assert done.stderr.startswith(b"-: the text does not end with # EOF"), done
    packed = store.folder / "cut.gz"
    packed.write_bytes(gzip.compress(prometheus_text())[:-20])
    done = store.run("import", packed, "--format", "prometheus", file="cut.db")
    assert done.returncode == 1 and b"the packed file is cut off" in done.stderr, done
    for wrong in (packed, "-"):
        done = store.run("import", wrong, file="cut.db")
        assert done.returncode == 2 and b"say --format" in done.stderr, done
    done = store.run("import", store.folder / "none", file="cut.db")
    assert done.returncode == 2 and b"none: cannot be opened" in done.stderr, done


def check_damage(store):
    """What is whole is exported; that something is missing is told, with the command that says what."""
    day = 86_400_000
    lines = [f"up {i} {START // day * day + i * day // 2}\n" for i in range(6)]
    store.taken("-", "--format", "prometheus", file="damaged.db", stdin="".join(lines).encode())
    assert store.run("compact", file="damaged.db").returncode == 0
    with contextlib.closing(sqlite3.connect(store.folder / "damaged.db")) as connection, connection:
        (row, blob), = connection.execute("SELECT id, data FROM chunk ORDER BY id LIMIT 1 OFFSET 1")
        blob = blob[:-1] + bytes([blob[-1] ^ 1])
        connection.execute("UPDATE chunk SET data = ? WHERE id = ?", (blob, row))
    done = store.run("export", file="damaged.db")
    assert done.returncode == 1 and done.stdout.decode() == "".join(lines[:2] + lines[4:]), done
    assert b"1 damaged parts of " in done.stderr and b"'nodewatch store verify'" in done.stderr, done
    done = store.run("verify", file="damaged.db")
    assert done.returncode == 1 and f"chunk {row} is damaged\n".encode() in done.stdout, done


def check_another_process(store):
    """An import that waits for its input has the file; an import beside it is refused."""
    first = subprocess.Popen(
        [store.program, "store", "import", "-", "--format", "prometheus", "--file", store.folder / "held.db",
         "--config", store.folder / "nodewatch.yaml"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    lock = store.folder / "held.db.lock"
    while not (lock.exists() and lock.read_text()):
        assert first.poll() is None
        os.sched_yield()
    done = store.run("import", "-", "--format", "prometheus", file="held.db", stdin=b"a 1 5\n")
    assert done.returncode == 1 and f"is in use by process {first.pid}".encode() in done.stderr, done
    first.communicate(b"a 2 5\n")
    assert first.returncode == 0 and store.export(file="held.db") == b"a 2 5\n"


def check_killed_export(store):
    """Killed in the middle, for nobody reads on: no copy is left, beside the file or where others go."""
    before = sorted(os.listdir(store.folder))
    export = subprocess.Popen(
        [store.program, "store", "export", "--file", store.folder / "history.db",
         "--config", store.folder / "nodewatch.yaml"], stdout=subprocess.PIPE)
    assert export.stdout.read(1)
    during = sorted(os.listdir(store.folder))
    export.kill()
    export.communicate()
    assert export.returncode == -9, "the export had ended before"
    assert set(during) - set(before) <= {"history.db-wal", "history.db-shm"}, (before, during)


def main():
    with tempfile.TemporaryDirectory() as folder:
        store = Store(sys.argv[1], pathlib.Path(folder))
        check_round_trips(store)
        if shutil.which("promtool"):
            check_promtool(store)
        check_old_samples(store)
        check_refusals(store)
        check_damage(store)
        check_another_process(store)
        check_killed_export(store)
    print("ok")


if __name__ == "__main__":
    main()
