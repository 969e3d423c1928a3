#!/usr/bin/env python3
"""What was wrong with a node, and when, read from a recording without nodewatch's code.

The tests of the watcher compare the conditions it finds with these periods. Each is what the raw
lines say, without the times that nodewatch waits before it calls something a condition.

    tools/xrpl_condition_facts.py recordings/xrpl/life-outage.jsonl.gz n1
"""
import gzip
import json
import sys

FULL = ("full", "validating", "proposing")
UNREACHABLE = 4294967295


def lines(path):
    with gzip.open(path, "rt") as file:
        for line in file:
            yield json.loads(line)


class Periods:
    """A sign that comes and goes."""

    def __init__(self):
        self.found = {}
        self.open = {}

    def set(self, name, holds, at):
        if holds and name not in self.open:
            self.open[name] = at
        if not holds and name in self.open:
            self.found.setdefault(name, []).append((self.open.pop(name), at))

    def finish(self, at):
        for name in list(self.open):
            self.set(name, False, at)


def facts(path, node):
    periods = Periods()
    begin = None
    state = quorum = None
    validated = closed_at = None  # newest validated ledger, and when it was first told
    signed = 0  # newest ledger that any validator signed
    answers = True
    has_ledger = False
    at = 0.0
    for line in lines(path):
        if begin is None:
            begin = line["t"]
        at = (line["t"] - begin) / 1000
        source, kind = line["src"], line["kind"]
        data = line.get("data") or {}
        if source == f"{node}/ws" and kind == "recv":
            if data.get("type") == "ledgerClosed":
                age = line["t"] / 1000 - 946684800 - data["ledger_time"]
                periods.set("late_events", age > 20, at)
                if validated is None or data["ledger_index"] > validated:
                    validated, closed_at = data["ledger_index"], at - (age if age > 20 else 0)
            if data.get("type") == "validationReceived":
                signed = max(signed, int(data["ledger_index"]))
            if data.get("type") == "manifestReceived" and data["seq"] == UNREACHABLE:
                periods.set("revocation", True, at)
            if data.get("type") == "serverStatus":
                state = data["server_status"]
                periods.set("not_synced", state not in FULL or not has_ledger, at)
        if source == f"{node}/ws" and kind == "close" and line.get("code") != 1000:
            signed = 0
        if source == f"{node}/http" and kind == "http":
            if "error" in line:
                timeout = "timeout" in line["error"]
                periods.set("frozen" if timeout else "away", True,
                            (line["t_sent"] - begin) / 1000 if timeout else at)
                answers = False
                continue
            answers = True
            periods.set("away", False, at)
            periods.set("frozen", False, at)
            info = (data.get("result") or {}).get("info")
            if info is None or "complete_ledgers" not in info:
                continue
            state, quorum = info["server_state"], info["validation_quorum"]
            ledger = info.get("validated_ledger")
            if ledger and (validated is None or ledger["seq"] > validated):
                validated, closed_at = ledger["seq"], at - ledger["age"]
            published = info.get("published_ledger")
            lag = ledger["seq"] - published if ledger and isinstance(published, int) else 0
            status = info.get("validator_list", {}).get("status")
            periods.set("no_peers", info["peers"] == 0 or state == "disconnected", at)
            periods.set("publishes_late", lag >= 3, at)
            periods.set("list_missing", quorum == UNREACHABLE and status == "unknown", at)
            periods.set("list_expired", status == "expired", at)
            is_validator = info.get("pubkey_validator", "none") != "none"
            periods.set("validator_idle", is_validator and state != "proposing", at)
            periods.set("no_validator_key", not is_validator, at)
            has_ledger = ledger is not None
            periods.set("not_synced", state not in FULL or not has_ledger, at)
        if answers and closed_at is not None:
            stalled = at - closed_at
            periods.set("stale", stalled > 20, at)
            periods.set("stalled_and_signed_in_vain",
                        stalled > 12 and signed > validated and state in FULL, at)
    periods.finish(at)
    return periods.found


if __name__ == "__main__":
    for name, found in sorted(facts(sys.argv[1], sys.argv[2]).items()):
        print(name, " ".join(f"{a:.1f}-{b:.1f}" for a, b in found))
