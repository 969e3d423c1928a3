"""The stand-ins for nodes as programs of their own (sim/stand_in_program.hpp)."""

import json
import subprocess


class StandIn:
    """It tells its addresses in one line, obeys one line at a time, and ends with its standard input."""

    def __init__(self, program, *arguments):
        self.process = subprocess.Popen([program, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True)
        self.addresses = json.loads(self.process.stdout.readline())
        self.http = self.addresses["http"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()

    def __call__(self, command):
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        assert "error" not in answer, answer
        return answer
