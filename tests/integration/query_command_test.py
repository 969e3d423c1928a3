#!/usr/bin/env python3
"""Asks a server of the API with `nodewatch query`, as a person would.

Usage: query_command_test.py API_SERVER NODEWATCH
"""

import json
import os
import pathlib
import pty
import subprocess
import sys
import tempfile

START = 1_700_000_000


class Command:
    def __init__(self, program, port):
        self.arguments = [program, "query", "--url", f"http://127.0.0.1:{port}"]

    def run(self, *arguments):
        return subprocess.run([*self.arguments, *arguments], capture_output=True, text=True, check=False)

    def run_in_terminal(self, *arguments):
        ours, theirs = pty.openpty()
        process = subprocess.Popen([*self.arguments, *arguments], stdout=theirs)
        os.close(theirs)
        shown = b""
        try:
            while piece := os.read(ours, 4096):
                shown += piece
        except OSError:
            pass  # the other side is closed
        os.close(ours)
        assert process.wait() == 0
        return shown.decode().replace("\r\n", "\n")


def check(command):
    at = ["--time", str(START + 60)]
    table = command.run("up", *at)
    assert table.returncode == 0 and table.stdout == (
        "__name__  node  time                      value\n"
        "up        a     2023-11-14T22:14:20.000Z  1\n"
        "up        b     2023-11-14T22:14:20.000Z  7\n"), table
    assert json.loads(command.run("1+1", *at, "--format", "json").stdout)["data"]["result"][1] == "2"
    csv = command.run('up{node="b"}', *at, "--range", "1m", "--step", "30s")
    assert csv.stdout == ("__name__,node,time,value\n"
                          "up,b,2023-11-14T22:13:20.000Z,1\n"
                          "up,b,2023-11-14T22:13:50.000Z,4\n"
                          "up,b,2023-11-14T22:14:20.000Z,7\n"), csv
    chart = command.run_in_terminal('up{node="b"}', *at, "--range", "1m")
    assert chart.startswith('up{node="b"}  last 7\n'), chart
    plot = [line[12:] for line in chart.splitlines()[1:-1]]
    assert len(plot) == 12 and all(set(column) != {"\u2800"} for column in zip(*plot)), chart
    constant = command.run_in_terminal('up{node="a"}', *at, "--range", "1m").splitlines()[1:-1]
    assert [line.split()[0] for line in constant if line[:12].strip()] == ["1"], constant
    assert sum(line[12:].strip("\u2800") != "" for line in constant) == 1, constant
    nothing = command.run("nope", *at)
    assert nothing.returncode == 0 and nothing.stdout == "time  value\n", nothing

    for minus in (["-up", *at], [*at, "-up"], [*at, "--", "-up"]):
        negative = command.run(*minus)
        assert negative.returncode == 0 and negative.stdout.endswith("-7\n"), negative
    assert command.run("-1", "--time=-5").stdout == "time                      value\n1969-12-31T23:59:55.000Z  -1\n"
    slip = command.run("up", "--tmie", "5")
    assert slip.returncode == 2 and "--tmie" in slip.stderr, slip
    wrong = command.run("sum(", *at)
    assert wrong.returncode == 2 and "1:5: parse error: unclosed left parenthesis" in wrong.stderr, wrong
    failing = command.run("up + on() up", *at)
    assert failing.returncode == 1 and "execution: found duplicate series" in failing.stderr, failing


def main():
    with tempfile.TemporaryDirectory() as name:
        data = pathlib.Path(name) / "data"
        points = range(START, START + 61, 10)
        data.write_text('series up{node="a"}\n' + "".join(f"{t * 1000} 1\n" for t in points) +
                        'series up{node="b"}\n' +
                        "".join(f"{t * 1000} {i + 1}\n" for i, t in enumerate(points)))
        server = subprocess.Popen([sys.argv[1], str(data)], stdin=subprocess.PIPE,
                                  stdout=subprocess.PIPE)
        try:
            check(Command(sys.argv[2], int(server.stdout.readline())))
        finally:
            server.stdin.close()
            server.wait(timeout=30)


if __name__ == "__main__":
    main()
