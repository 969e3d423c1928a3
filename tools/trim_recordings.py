#!/usr/bin/env python3
"""Trims recordings of real rippled nodes to what tests, demo and benchmarks need.

    tools/trim_recordings.py SOURCE_FOLDER [recordings/xrpl]

Lines are dropped, never changed: what stays is byte for byte what was recorded. The output is the
same for the same input (no time stamp in the gzip header).
"""

import gzip
import json
import sys
from pathlib import Path

# Methods that nodewatch asks for. Others (submit, tx, account_info, ...) stay in errors and samples.
METHODS = {
    "consensus_info", "feature", "fee", "get_counts", "manifest", "peers", "ping", "server_info",
    "server_state", "subscribe", "unsubscribe", "validator_info", "validator_list_sites",
    "validators", "version",
}


def method_of(line):
    request = line.get("request")
    return request.get("method") if isinstance(request, dict) else None


def event_of(line):
    data = line.get("data")
    return data.get("type") if line["kind"] == "recv" and isinstance(data, dict) else None


def is_foreign_request(line):
    return line["kind"] == "http" and method_of(line) not in METHODS


def within(seconds, *spans):
    return any(start <= seconds <= end for start, end in spans)


def keep_life(line, seconds):
    return not is_foreign_request(line)


def keep_outage(line, seconds):
    # n2 and n5 tell what n3 and n4 tell.
    return not is_foreign_request(line) and not line["src"].startswith(("n2/", "n5/"))


def keep_streams(line, seconds):
    # Transactions only of the first burst of 160 payments (150 s), to be skipped fast.
    return event_of(line) != "transaction" or within(seconds, (145, 165))


def keep_poll(line, seconds):
    # A calm minute, the burst that raises fees (520 s) and n4's new manifest (400 s).
    return within(seconds, (0, 60), (395, 425), (510, 545))


def keep_without_transactions(line, seconds):
    return event_of(line) != "transaction"


def keep_non_admin(line, seconds):
    return event_of(line) != "transaction" and method_of(line) != "server_definitions"


def keep_all(line, seconds):
    return True


RULES = {
    "samples.jsonl": keep_all,
    "errors.jsonl": keep_all,
    "life-cold-start.jsonl.gz": keep_life,
    "life-isolated.jsonl.gz": keep_life,
    "life-outage.jsonl.gz": keep_outage,
    "life-revocation.jsonl.gz": keep_life,
    "life-validator-list.jsonl.gz": keep_life,
    "run-a-streams.jsonl.gz": keep_streams,
    "run-a-poll-http.jsonl.gz": keep_poll,
    "run-a-streams-variants.jsonl.gz": keep_without_transactions,
    "run-a-nonadmin.jsonl.gz": keep_non_admin,
}


def read_lines(path):
    raw = path.read_bytes()
    text = gzip.decompress(raw) if path.suffix == ".gz" else raw
    return text.decode().splitlines()


def trim(path, keep):
    kept = []
    start = None
    for text in read_lines(path):
        line = json.loads(text)
        if start is None:
            start = line.get("t", 0)
        if keep(line, (line.get("t", 0) - start) / 1000):
            kept.append(text)
    return "".join(text + "\n" for text in kept).encode(), len(kept)


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    source = Path(sys.argv[1])
    target = Path(sys.argv[2] if len(sys.argv) == 3 else "recordings/xrpl")
    target.mkdir(parents=True, exist_ok=True)
    total = 0
    for name, keep in RULES.items():
        content, lines = trim(source / name, keep)
        packed = gzip.compress(content, compresslevel=9, mtime=0)
        file = target / (name.removesuffix(".gz") + ".gz")
        file.write_bytes(packed)
        total += len(packed)
        print(f"{file}: {lines} lines, {len(packed)} bytes")
    print(f"total {total} bytes")


if __name__ == "__main__":
    main()
