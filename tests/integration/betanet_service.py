"""nodewatch that watches stand-ins for Betanet services."""

import json
import math
import urllib.parse

from nodewatch_process import NodewatchProcess


class Watched(NodewatchProcess):
    """nodewatch with Betanet targets, of which main-1 is meant where none is named."""

    def metric(self, name, /, node="main-1", **labels):
        """The present value as it stands in /metrics; None: unknown."""
        every = ",".join(f'{key}="{value}"' for key, value in {"network": "betanet", "node": node,
                                                               **labels}.items())
        return self.value(f"{name}{{{every}}}")

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
