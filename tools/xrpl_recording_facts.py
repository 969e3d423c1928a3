#!/usr/bin/env python3
"""Facts that the recordings in recordings/xrpl tell, computed offline and apart from the C++ code.

    tools/xrpl_recording_facts.py            writes tests/data/xrpl/recording_facts.json
    tools/xrpl_recording_facts.py --check    fails when that file is not what it would write

A replay test tells the same messages to the trackers, one after another, and expects these facts.
Each validator that appears is taken in turn for the watched one. Times are milliseconds since the
file's first line. Only the standard library is needed.
"""

import collections
import gzip
import json
import pathlib
import sys

RIPPLE_EPOCH = 946_684_800
GRACE, REPAIR = 8_000, 300_000
LATE_AFTER = 20_000
# Ledgers that come this close together were held up: they time nothing.
HELD_UP_WITHIN = 200
QUORUM, WITHOUT_QUORUM = 4, 10_000
MAX_RATE_INTERVALS = 16

# File, WebSocket that carries ledgers and validations, HTTP connection that polls server_info.
STREAMS = [
    ("run-a-streams", "n1/ws", None),
    ("run-a-streams-variants", "n1/ws-api2", None),
    ("run-a-streams-variants", "n1/ws-pub-api1", None),
    ("life-cold-start", "n1/ws", "n1/http"),
    ("life-outage", "n1/ws", "n1/http"),
    ("life-isolated", "n1/ws", "n1/http"),
    ("life-validator-list", "n6/ws", "n6/http"),
    ("life-revocation", "n1/ws", "n1/http"),
]


def read(path, source):
    """(start of the file, lines of the source)."""
    lines = [json.loads(line) for line in gzip.open(path, "rt", encoding="utf-8")]
    start = lines[0]["t"]
    return start, [dict(line, t=line["t"] - start) for line in lines if line["src"] == source]


def connections(lines):
    """Times of each connection's subscription and of its last message."""
    spans, since, last = [], None, None
    for line in lines:
        data = line.get("data")
        if line["kind"] == "recv":
            last = line["t"]
            if since is None and isinstance(data, dict) and data.get("type") == "response":
                since = line["t"]
        elif line["kind"] == "close" and since is not None:
            spans.append([since, last])
            since = None
    if since is not None:
        spans.append([since, last])
    return spans


def messages(lines, kind):
    for line in lines:
        if line["kind"] == "recv" and isinstance(line.get("data"), dict):
            if line["data"].get("type") == kind:
                yield line["t"], line["data"]


def ledger_facts(start, lines):
    ledgers = list(messages(lines, "ledgerClosed"))
    if not ledgers:
        return {}, {}
    lag = {m["ledger_index"]: start + t - 1000 * (m["ledger_time"] + RIPPLE_EPOCH) for t, m in ledgers}
    least = min(lag.values())
    late_by = {i: l - least if l - least > LATE_AFTER else 0 for i, l in lag.items()}
    closed = {m["ledger_index"]: (t, m["ledger_hash"], late_by[m["ledger_index"]]) for t, m in ledgers}

    closes = [line["t"] for line in lines if line["kind"] == "close"]
    gaps, rate_run = [], []
    for (t0, a), (t1, b) in zip([(None, None)] + ledgers, ledgers):
        cut = a is None or any(t0 < c < t1 for c in closes)
        hole = a is not None and b["ledger_index"] > a["ledger_index"] + 1
        if hole:
            gaps.append([a["ledger_index"] + 1, b["ledger_index"] - 1, cut])
        held_up = a is not None and t1 - t0 < HELD_UP_WITHIN
        if cut or hole or held_up or late_by[b["ledger_index"]]:
            rate_run = []
        if not held_up and not late_by[b["ledger_index"]]:
            rate_run.append((t1, b["txn_count"]))
    rate_run = rate_run[-MAX_RATE_INTERVALS - 1:]
    facts = {
        "closed": len(closed),
        "first": min(closed),
        "last": max(closed),
        "transactions": sum(m["txn_count"] for _, m in ledgers),
        "late": [i for i in sorted(closed) if late_by[i]],
        "gaps": gaps,
        "unseen": sum(last - first + 1 for first, last, _ in gaps),
    }
    if len(rate_run) > 1:
        seconds = (rate_run[-1][0] - rate_run[0][0]) / 1000
        facts["last_interval_seconds"] = seconds / (len(rate_run) - 1)
        facts["last_transaction_rate"] = sum(n for _, n in rate_run[1:]) / seconds
    return facts, closed


def watched_spans(lines, closed):
    """Connections, split where ledgers are missing in the middle."""
    spans = []
    order = sorted((t, i) for i, (t, _, _) in closed.items())
    for since, last in connections(lines):
        inside = [(t, i) for t, i in order if since <= t <= last]
        for (t0, a), (t1, b) in zip(inside, inside[1:]):
            if b > a + 1:
                spans.append([since, t0])
                since = t1
        spans.append([since, last])
    return spans


def validations_of(lines):
    """Validations by validator: (time, index, hash, full, cookie)."""
    by_key = collections.defaultdict(list)
    for t, m in messages(lines, "validationReceived"):
        key = m.get("master_key", m["validation_public_key"])
        by_key[key].append((t, int(m["ledger_index"]), m["ledger_hash"], m["full"], m.get("cookie")))
    return by_key


def agreement_facts(own, closed, spans):
    """The rule of 8 s and 300 s for one validator, ledger by ledger."""
    count = collections.Counter()
    last_message = spans[-1][1]
    for index, (t, ledger_hash, late_by) in closed.items():
        full = [(vt, vhash) for vt, vindex, vhash, is_full, _ in own if vindex == index and is_full]
        in_time = [vhash for vt, vhash in full if vt <= t + GRACE]
        late = [vhash for vt, vhash in full if t + GRACE < vt <= t + GRACE + REPAIR]
        certain = any(since <= t - late_by - GRACE and t + GRACE <= last for since, last in spans)
        if ledger_hash in in_time:
            count["agreed"] += 1
        elif t + GRACE > last_message:
            count["open"] += 1
        elif in_time:
            count["disagreed"] += 1
        elif not certain:
            count["unwatched"] += 1
        elif not late:
            count["missed"] += 1
        else:
            count["repaired" if late[0] == ledger_hash else "disagreed_late"] += 1
    signed = collections.defaultdict(set)
    for _, index, vhash, _, cookie in own:
        signed[index].add((vhash, cookie))
    return {
        "full": sum(1 for v in own if v[3]),
        "partial": sum(1 for v in own if not v[3]),
        "last_full": max((v[1] for v in own if v[3]), default=None),
        "duplicates": sum(1 for pairs in signed.values() if len(pairs) > 1),
        **{k: count[k] for k in ("agreed", "missed", "disagreed", "repaired", "unwatched", "open")},
    }


def votes_of(lines):
    for t, m in messages(lines, "validationReceived"):
        key = m.get("master_key", m["validation_public_key"])
        yield t, int(m["ledger_index"]), m["ledger_hash"], key, m["full"]


def quorum_times(votes):
    signers, reached = collections.defaultdict(set), {}
    for t, index, ledger_hash, key, full in votes:
        if full:
            signers[index, ledger_hash].add(key)
            if len(signers[index, ledger_hash]) >= QUORUM:
                reached.setdefault(index, t)
    return reached


def quorum_facts(lines):
    """Which ledgers reached the quorum, and the times when none did for more than 10 s."""
    reached = quorum_times(votes_of(lines))
    times = sorted(reached.values())
    return {
        "reached": len(reached),
        "last": max(reached, default=None),
        "without": [[a, b] for a, b in zip(times, times[1:]) if b - a > WITHOUT_QUORUM],
    }


def state_facts(path, source):
    """server_state as server_info told it, each change once; null while it did not answer."""
    states = []
    for line in read(path, source)[1]:
        if line["kind"] != "http" or line.get("request", {}).get("method") != "server_info":
            continue
        data = line.get("data") or {}
        state = data.get("result", {}).get("info", {}).get("server_state")
        if not states or states[-1][1] != state:
            states.append([line["t"], state])
    return states


def facts_of(folder, name, socket, http):
    path = folder / f"{name}.jsonl.gz"
    start, lines = read(path, socket)
    ledgers, closed = ledger_facts(start, lines)
    spans = watched_spans(lines, closed)
    facts = {
        "file": name,
        "socket": socket,
        "connections": connections(lines),
        "watched_ms": sum(last - since for since, last in spans),
        "ledgers": ledgers,
        "quorum": quorum_facts(lines),
        "validators": {
            key: agreement_facts(own, closed, spans)
            for key, own in sorted(validations_of(lines).items())
        },
    }
    if http:
        facts["http"] = http
        facts["states"] = state_facts(path, http)
    return facts


def main():
    root = pathlib.Path(__file__).resolve().parent.parent
    facts = [facts_of(root / "recordings" / "xrpl", *stream) for stream in STREAMS]
    text = json.dumps(facts, indent=1) + "\n"
    file = root / "tests" / "data" / "xrpl" / "recording_facts.json"
    if "--check" not in sys.argv[1:]:
        file.write_text(text, encoding="utf-8")
    elif file.read_text(encoding="utf-8") != text:
        sys.exit(f"{file} is not what the recordings tell: run tools/xrpl_recording_facts.py")


if __name__ == "__main__":
    main()
