#!/usr/bin/env python3
"""What disks, folders and half files do to the commands and to the running program: what is told,
what is left behind, and that nothing is acknowledged that was not taken.

Usage: store_errors_test.py NODEWATCH

The parts that need a small file system of their own are left out where it cannot be mounted.
"""

import contextlib
import gzip
import json
import os
import pathlib
import random
import resource
import sqlite3
import struct
import subprocess
import sys
import tempfile
import time

from nodewatch_process import NodewatchProcess

NOBODY = 65534


class Store:
    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        self.configuration = folder / "nodewatch.yaml"
        self.configuration.write_text(
            f"import: true\nstore: {{retention: 0s}}\ndata_dir: {folder}/state\n"
            "targets:\n  - {network: xrpl, name: away, websocket: \"ws://127.0.0.1:1\"}\n")

    def command(self, *arguments, **options):
        return subprocess.run([self.program, "store", *arguments, "--config", self.configuration],
                              capture_output=True, text=True, check=False, **options)

    def make_file(self, name, lines=("up 1 1700000000000\n",)):
        file = self.folder / name
        done = self.command("import", "-", "--format", "prometheus", "--file", file, input="".join(lines))
        assert done.returncode == 0 and not done.stderr, done
        return file


def check_sources(store):
    """An empty source and one that was cut off."""
    file = store.folder / "sources.db"
    empty = store.folder / "empty.txt"
    empty.write_text("")
    for source in (empty, "-"):
        done = store.command("import", source, "--format", "prometheus", "--file", file, input="")
        assert done.returncode == 2 and "is empty: there is nothing to import" in done.stderr, done
    done = store.command("import", empty, "--file", file)
    assert done.returncode == 2 and f"{empty} is empty: there is nothing to import" in done.stderr, done

    random.seed(1)
    lines = [f"up {random.random()} {1_700_000_000_000 + i * 1000}\n" for i in range(5_000)]
    packed = gzip.compress("".join(lines).encode())
    cut = store.folder / "cut.gz"
    cut.write_bytes(packed[:len(packed) // 2])
    done = store.command("import", cut, "--format", "prometheus", "--file", file)
    assert done.returncode == 1 and "the packed file is cut off; the lines before are imported" in done.stderr, done
    taken = int(done.stdout.split(" samples taken")[0])
    assert 0 < taken < len(lines), done
    assert store.command("export", "--file", file).stdout.count("\n") == taken
    cut.write_bytes(packed)
    done = store.command("import", cut, "--format", "prometheus", "--file", file)
    assert done.returncode == 0 and store.command("export", "--file", file).stdout.count("\n") == len(lines), done
    cut.write_bytes(packed[:3_000] + b"\0" * 20_000 + packed[3_000:])
    done = store.command("import", cut, "--format", "prometheus", "--file", file)
    assert done.returncode == 1 and "the packed file is damaged" in done.stderr, done


def check_killed_import(store):
    """Killed as soon as its file is there, many times over: the next import goes on with it."""
    file = store.folder / "killed.db"
    for _ in range(20):
        first = subprocess.Popen(
            [store.program, "store", "import", "-", "--format", "prometheus", "--file", file,
             "--config", store.configuration], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        while not file.exists():
            assert first.poll() is None
        first.kill()
        first.communicate()
        for command in ("info", "verify", "export"):
            done = store.command(command, "--file", file)
            told = done.returncode == 1 and "the next import or run " in done.stderr
            assert done.returncode == 0 or told, done
        store.make_file(file.name)
        for suffix in ("", "-wal", "-shm", "-journal", ".lock"):
            pathlib.Path(f"{file}{suffix}").unlink(missing_ok=True)


def check_newer_version(store):
    """It is refused by each command, and nothing is made beside it."""
    folder = store.folder / "newer"
    folder.mkdir()
    file = store.make_file("newer/new.db")
    with contextlib.closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA user_version = 99")
    (folder / "new.db.lock").unlink()
    content = file.read_bytes()
    for command in (["info"], ["verify"], ["export"], ["compact"], ["backup", store.folder / "copy.db"],
                    ["import", "-", "--format", "prometheus"]):
        done = store.command(*command, "--file", file, input="up 1 1\n")
        assert done.returncode == 2 and "written by a newer nodewatch" in done.stderr, done
        assert os.listdir(folder) == ["new.db"], (command, os.listdir(folder))
    assert file.read_bytes() == content and not (store.folder / "copy.db").exists()


def check_read_only(store):
    """In a folder, and in a file, that the user may not write."""
    user = {"user": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
    folder = store.folder / "fixed"
    folder.mkdir()
    file = store.make_file("fixed/a.db")
    (folder / "a.db.lock").unlink()
    file.chmod(0o444)
    folder.chmod(0o777)
    done = store.command("import", "-", "--format", "prometheus", "--file", file, input="up 1 1\n", **user)
    assert done.returncode == 1 and not done.stdout, done
    assert f"{file}: this user may only read the file; give it to the user" in done.stderr, done
    folder.chmod(0o555)
    for name in os.listdir(folder):
        if name != "a.db":
            (folder / name).unlink(missing_ok=True)
    for command in (["compact"], ["import", "-", "--format", "prometheus"]):
        done = store.command(*command, "--file", file, input="up 1 1\n", **user)
        assert done.returncode == 1 and f"this user may not write the folder {folder}: " in done.stderr, done
    for command in ("info", "verify", "export"):
        done = store.command(command, "--file", file, **user)
        assert done.returncode == 1 and "give the file and its folder to the user" in done.stderr, done
        assert "PRAGMA" not in done.stderr, done
    folder.chmod(0o755)


def in_small_disk(store, size, script, *arguments):
    """Runs a shell script with a file system of its own in $1; the result, or none without one."""
    disk = store.folder / "disk"
    disk.mkdir(exist_ok=True)
    mount = f'mount -t tmpfs -o size={size} none "$1" || exit 77; '
    done = subprocess.run(
        ["unshare", "--map-root-user", "--mount", "sh", "-c", mount + script, "sh", disk, *arguments],
        capture_output=True, text=True, check=False)
    return None if done.returncode == 77 or "unshare" in done.stderr else done


def check_full_disk(store):
    random.seed(2)
    file = store.make_file("large.db", (f"up {random.random()} {1_700_000_000_000 + i * 1000}\n"
                                        for i in range(600_000)))
    common = (store.program, file, store.configuration)
    done = in_small_disk(store, "1m", 'SQLITE_TMPDIR="$1" "$2" store export --file "$3" --config "$4"', *common)
    if done is None:
        print("no small file systems here: some checks are left out")
        return
    assert done.returncode == 1 and f"cannot copy {file}: the disk for the temporary copy is full; " in done.stderr, done
    assert "let SQLITE_TMPDIR name a folder with " in done.stderr and "not an error" not in done.stderr, done
    done = in_small_disk(store, "1m", '"$2" store backup "$1/copy.db" --file "$3" --config "$4"; code=$?; ls -A "$1"; '
                         'exit $code', *common)
    assert done.returncode == 1 and "copy.db: the disk is full; name a file on a disk that has " in done.stderr, done
    assert done.stdout == "", done
    lines = store.folder / "lines.txt"
    lines.write_text("".join(f"up{{n=\"{n}\"}} {random.random()} 1700000000000\n" for n in range(20_000)))
    done = in_small_disk(store, "128k", '"$2" store import "$3" --format prometheus --file "$1/new.db" --config "$4"',
                         store.program, lines, store.configuration)
    assert done.returncode == 1 and "samples taken" not in done.stdout, done
    assert "the disk is full; make room on it" in done.stderr, done


def check_full_output(store):
    file = store.make_file("output.db")
    with open("/dev/full", "wb") as full:
        done = subprocess.run([store.program, "store", "export", "--file", file, "--config", store.configuration],
                              stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 1 and "what it is written to takes no more: No space left" in done.stderr, done


class Nodewatch(NodewatchProcess):
    def __init__(self, store):
        # Python has SIGXFSZ ignored, and so has the program: a limit of sizes is then an error to it.
        super().__init__(store.program, store.configuration, restore_signals=False)

    def store_lines(self):
        return [line for line in self.log if " store" in line]

    def ask(self, path, body=None, **headers):
        response, text = self.request("POST" if body else "GET", path, body,
                                      {name.replace("_", "-"): value for name, value in headers.items()})
        return response.status, text

    def import_text(self, value, seconds):
        return self.ask("/api/v1/import/prometheus", f"test_value {value} {seconds}000\n", Content_Type="text/plain")

    def write_remote(self, value, seconds):
        return self.ask("/api/v1/write", snappy(write_request("test_remote", value, seconds * 1000)),
                        Content_Type="application/x-protobuf", Content_Encoding="snappy")

    def wait_for_health(self, text):
        self.wait_until(lambda: text in self.ask("/health")[1], text)

    def values(self, metric, seconds):
        answer = json.loads(self.ask(f"/api/v1/query?query={metric}[1h]&time={seconds}")[1])
        return [float(v) for series in answer["data"]["result"] for _, v in series["values"]]


def field(number, content):
    """A length-delimited field of protobuf, below 128 bytes."""
    return bytes([number << 3 | 2, len(content)]) + content


def write_request(name, value, ms):
    """https://github.com/prometheus/prometheus/blob/main/prompb/types.proto"""
    varint = b""
    while ms >= 128:
        varint += bytes([ms & 127 | 128])
        ms >>= 7
    sample = b"\x09" + struct.pack("<d", value) + b"\x10" + varint + bytes([ms])
    label = field(1, b"__name__") + field(2, name.encode())
    return field(1, field(1, label) + field(2, sample))


def snappy(data):
    """A block of one literal, https://github.com/google/snappy/blob/main/format_description.txt"""
    assert len(data) < 128
    return bytes([len(data), 60 << 2, len(data) - 1]) + data


def expect_nothing_taken(nodewatch, reason, now):
    for status, body in (nodewatch.import_text(13, now), nodewatch.write_remote(13, now)):
        answer = json.loads(body)
        assert status == 503 and answer["errorType"] == "unavailable", (status, body)
        assert "the history cannot be written, send this again later: " in answer["error"], body
        assert reason in answer["error"], body


def expect_taken(nodewatch, value, now):
    status, body = nodewatch.import_text(value, now)
    assert status == 200 and json.loads(body)["data"]["samples"] == 1, body
    assert nodewatch.write_remote(value, now) == (204, "")


def check_removed_folder(store):
    state = store.folder / "state"
    now = int(time.time())
    with Nodewatch(store) as nodewatch:
        expect_taken(nodewatch, 1, now - 10)
        moved = state.rename(store.folder / "away")
        nodewatch.wait_for_health("the history is not written, ")
        assert f"the folder {state} is not there; make it, or mount it again" in nodewatch.ask("/health")[1]
        expect_nothing_taken(nodewatch, f"the folder {state} is not there", now)
        tries = lambda: int(nodewatch.ask("/metrics")[1].partition("nodewatch_store_failed_flushes_total{")[2]
                            .split("\n")[0].rsplit(" ", 1)[1])
        nodewatch.wait_until(lambda: tries() >= 8, "tries")
        lines = nodewatch.store_lines()
        assert len(lines) == 1 and "is not there; make it, or mount it again; new samples are kept" in lines[0], lines
        moved.rename(state)
        nodewatch.wait_for_log("the history is written again, after ")
        expect_taken(nodewatch, 2, now + 1)
        nodewatch.wait_until(lambda: "the history" not in nodewatch.ask("/health")[1], "health")
        for metric in ("test_value", "test_remote"):
            assert nodewatch.values(metric, now + 1) == [1, 2], metric


def check_full_disk_while_running(store):
    now = int(time.time()) + 10
    with Nodewatch(store) as nodewatch:
        expect_taken(nodewatch, 3, now)
        everything = resource.prlimit(nodewatch.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(nodewatch.process.pid, resource.RLIMIT_FSIZE, (4096, everything[1]))
        nodewatch.wait_for_health("the history is not written, ")
        expect_nothing_taken(nodewatch, "nodewatch.db: reading or writing the disk failed: File too large", now + 1)
        resource.prlimit(nodewatch.process.pid, resource.RLIMIT_FSIZE, everything)
        nodewatch.wait_for_log("the history is written again, after ")
        expect_taken(nodewatch, 4, now + 2)
        for metric in ("test_value", "test_remote"):
            assert nodewatch.values(metric, now + 2) == [1, 2, 3, 4], metric


def main():
    with tempfile.TemporaryDirectory() as folder:
        store = Store(sys.argv[1], pathlib.Path(folder))
        store.folder.chmod(0o755)
        for check in (check_sources, check_killed_import, check_newer_version, check_read_only, check_full_disk,
                      check_full_output, check_removed_folder, check_full_disk_while_running):
            check(store)
    print("ok")


if __name__ == "__main__":
    main()
