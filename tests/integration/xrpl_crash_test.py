#!/usr/bin/env python3
"""Kills nodewatch in the middle of its work, again and again: no total falls in the history.

Usage: xrpl_crash_test.py NODEWATCH NODEWATCH_SIM_XRPL

The saved state is a minute old at most, far older than the runs here: what goes on must come from the
history.
"""

import json
import pathlib
import signal
import subprocess
import sys
import tempfile
import urllib.parse

from nodewatch_process import NodewatchProcess

GROWING = ["xrpl_ledgers_closed_total", "xrpl_ledger_transactions_total", "xrpl_validations_checked_total",
           "xrpl_validations_total", "xrpl_validation_agreements_total", "xrpl_stream_gaps_total"]
KEPT = GROWING + ["xrpl_ledgers_late_total", "xrpl_ledgers_unseen_total", "xrpl_manifest_revocations_total",
                  "xrpl_validation_missed_total", "xrpl_validations_partial_total",
                  "xrpl_validations_repaired_total", "xrpl_validation_duplicates_total",
                  "xrpl_node_restarts_total", "xrpl_state_changes_total"]
KILLS = 4


class Nodewatch(NodewatchProcess):
    def query(self, expr):
        """Values by metric."""
        answer = json.loads(self.request("GET", "/api/v1/query?query=" + urllib.parse.quote(expr))[1])
        assert answer["status"] == "success", answer
        return {r["metric"]["__name__"] if "__name__" in r["metric"] else r["metric"]["total"]:
                float(r["value"][1]) for r in answer["data"]["result"]}

    def wait_for(self, expr, holds):
        values = {}

        def asked():
            nonlocal values
            values = self.query(expr)
            return holds(values)
        self.wait_until(asked, expr)
        return values


def over_history(function):
    """The function over each total's history, as one expression."""
    return " or ".join(f'label_replace({function}({metric}[1h]), "total", "{metric}", "", "")'
                       for metric in KEPT)


def check(program, configuration):
    before = {}
    for _ in range(KILLS):
        nodewatch = Nodewatch(program, configuration)
        try:
            # So many more ledgers than before that the totals were published and flushed for long.
            enough = before.get("xrpl_validation_agreements_total", 0) + 8
            nodewatch.wait_for("xrpl_validation_agreements_total",
                               lambda v: v.get("xrpl_validation_agreements_total", 0) >= enough)
            before = nodewatch.query('{__name__=~"' + "|".join(KEPT) + '"}')
        finally:
            nodewatch.end(signal.SIGKILL)
    nodewatch = Nodewatch(program, configuration)
    try:
        # Each kill is a gap of the stream. The last one is in the history once this run publishes,
        # and until then the query would answer with what the run before published.
        totals = nodewatch.wait_for(
            over_history("last_over_time"),
            lambda v: v.keys() == set(KEPT) and v["xrpl_stream_gaps_total"] >= KILLS)
        resets = nodewatch.query(over_history("resets"))
        assert resets == dict.fromkeys(KEPT, 0), resets
        for metric in GROWING:
            assert totals[metric] > 0, totals
    finally:
        nodewatch.end(signal.SIGKILL)


def main():
    program, sim = sys.argv[1:]
    simulated = subprocess.Popen([sim, "--pace", "8"], stdout=subprocess.PIPE, text=True)
    try:
        node = json.loads(simulated.stdout.readline())
        with tempfile.TemporaryDirectory() as folder:
            configuration = pathlib.Path(folder) / "nodewatch.yaml"
            configuration.write_text(
                f"data_dir: {folder}/state\n"
                "targets:\n"
                f"  - {{network: xrpl, name: val-1, websocket: \"{node['websocket']}\", "
                f"http: \"{node['http']}\"}}\n")
            check(program, configuration)
    finally:
        simulated.terminate()
        simulated.communicate()
    print("ok")


if __name__ == "__main__":
    main()
