"""A stand-in for a Betanet service, and nodewatch that watches it."""

import json
import math
import subprocess
import urllib.parse

from nodewatch_process import NodewatchProcess


class Service:
    """The stand-in. It obeys one line at a time, and ends with its standard input."""

    def __init__(self, program, dialect):
        self.process = subprocess.Popen([program, dialect], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True)
        self.http = json.loads(self.process.stdout.readline())["http"]

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


class Watched(NodewatchProcess):
    """nodewatch with Betanet targets, of which main-1 is meant where none is named."""

    def metric(self, name, /, node="main-1", **labels):
        """The present value as it stands in /metrics; None: unknown."""
        every = ",".join(f'{key}="{value}"' for key, value in {"network": "betanet", "node": node,
                                                               **labels}.items())
        _, text = self.request("GET", "/metrics")
        for line in text.splitlines():
            series, _, value = line.rpartition(" ")
            if series == f"{name}{{{every}}}":
                return float(value)
        return None

    def query(self, expression):
        """The only value of the result; NaN: there is none."""
        _, text = self.request("GET", "/api/v1/query?" + urllib.parse.urlencode({"query": expression}))
        result = json.loads(text)["data"]["result"]
        return float(result[0]["value"][1]) if result else math.nan

    def target(self, node="main-1"):
        _, text = self.request("GET", "/api/v1/status/targets")
        targets = {target["node"]: target for target in json.loads(text)["data"]["targets"]}
        return targets[node]

    def reasons(self, node="main-1"):
        return {reason["code"] for reason in self.target(node)["reasons"]}

    def wait_for_metric(self, expected, name, /, **labels):
        self.wait_until(lambda: self.metric(name, **labels) == expected, (name, labels, expected))

    def wait_for_reason(self, code):
        self.wait_until(lambda: code in self.reasons(), code)

    def wait_until_well(self):
        self.wait_until(lambda: self.reasons() <= {"service_restarted"}, "no reasons")
        self.wait_for_metric(1, "betanet_up")
        self.wait_for_metric(4, "betanet_state")
