#!/usr/bin/env python3
"""Computes what the XRPL decoders must find in the recordings, without looking at them.

Plain Python: json, decimal and datetime. Its logic is its own, so that a mistake in the program does not
repeat here. Writes tests/data/xrpl/samples.expected.json (each member of each sample) and
recordings.expected.json (counts and sums over whole recordings); the tests compare.

    tools/xrpl_expect.py [--check]     --check only says whether the files are up to date
"""

import collections
import datetime
import decimal
import glob
import gzip
import json
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
RECORDINGS = os.path.join(HERE, "..", "recordings", "xrpl")
DATA = os.path.join(HERE, "..", "tests", "data", "xrpl")
RIPPLE_EPOCH = int(datetime.datetime(2000, 1, 1, tzinfo=datetime.timezone.utc).timestamp())


def parse(text):
    return json.loads(text, parse_float=decimal.Decimal)


def num(value):
    """A number from a number or from text that is one; None otherwise."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, str):
        if not re.fullmatch(r"-?\d+(\.\d+)?([eE][-+]?\d+)?", value):
            return None
        return int(value) if re.fullmatch(r"-?\d+", value) else decimal.Decimal(value)
    return value


def over(value, divisor):
    value = num(value)
    return None if value is None or not divisor else decimal.Decimal(value) / decimal.Decimal(divisor)


def unix(seconds):
    return seconds + RIPPLE_EPOCH if isinstance(seconds, int) and seconds else None


def date_ms(text):
    found = re.fullmatch(r"(\d{4}-\w{3}-\d\d \d\d:\d\d:\d\d)(?:\.(\d+))?(?: UTC)?", text or "")
    if not found:
        return None
    moment = datetime.datetime.strptime(found[1] + " +0000", "%Y-%b-%d %H:%M:%S %z")
    return int(moment.timestamp()) * 1000 + int((found[2] or "0").ljust(3, "0")[:3])


def date_s(text):
    ms = date_ms(text)
    return None if ms is None else ms // 1000


def drops(raw, xrp):
    return raw if raw is not None else None if xrp is None else decimal.Decimal(xrp) * 1000000


def ledger(d):
    return {
        "sequence": d.get("seq"),
        "hash": d.get("hash"),
        "base_fee_drops": drops(d.get("base_fee"), d.get("base_fee_xrp")),
        "reserve_base_drops": drops(d.get("reserve_base"), d.get("reserve_base_xrp")),
        "reserve_increment_drops": drops(d.get("reserve_inc"), d.get("reserve_inc_xrp")),
        "age_seconds": d.get("age"),
        "close_time": unix(d.get("close_time")),
        "close_time_offset_seconds": d.get("close_time_offset"),
    }


def ledger_count(text):
    if text == "empty":
        return 0
    total = 0
    for part in text.split(","):
        ends = [int(x) for x in part.split("-")]
        total += ends[-1] - ends[0] + 1
    return total


def list_state(holder, prefix):
    out = {}
    if "validator_list" in holder:
        listing = holder["validator_list"]
        expiration = listing.get("expiration")
        out[prefix + "count"] = listing.get("count")
        out[prefix + "status"] = listing.get("status")
        out[prefix + "expiration"] = date_s(expiration)
        out[prefix + "never_expires"] = expiration == "never"
    else:
        expires = holder.get("validator_list_expires")
        never = expires in (0xFFFFFFFF, "never")
        out[prefix + "never_expires"] = never
        out[prefix + "expiration"] = None if never else date_s(expires) if isinstance(expires, str) else unix(expires)
    return out


STATES = ["down", "disconnected", "connected", "syncing", "tracking", "full", "validating", "proposing"]


def server_info(r):
    human = "info" in r
    d = r["info"] if human else r["state"]
    validator = d.get("pubkey_validator")
    out = {
        "build_version": d.get("build_version"),
        "state_name": d.get("server_state"),
        "state": STATES.index(d["server_state"]) if d.get("server_state") in STATES else None,
        "public_key_node": d.get("pubkey_node"),
        "public_key_validator": None if validator == "none" else validator,
        "is_validator": None if validator is None else validator != "none",
        "network_id": d.get("network_id"),
        "host_id": d.get("hostid"),
        "server_domain": d.get("server_domain"),
        "node_size": d.get("node_size"),
        "uptime_seconds": d.get("uptime"),
        "io_latency_ms": d.get("io_latency_ms"),
        "peers": d.get("peers"),
        "complete_ledgers_text": d.get("complete_ledgers"),
        "complete_ledgers_count": ledger_count(d["complete_ledgers"]) if "complete_ledgers" in d else None,
        "last_close_proposers": d.get("last_close", {}).get("proposers"),
        "published_ledger": d["published_ledger"] if isinstance(d.get("published_ledger"), int) else None,
        "validated_ledger": ledger(d["validated_ledger"]) if "validated_ledger" in d else None,
        "closed_ledger": ledger(d["closed_ledger"]) if "closed_ledger" in d else None,
        "state_accounting": {
            name: {"duration_seconds": over(s["duration_us"], 1000000), "transitions": num(s["transitions"])}
            for name, s in d.get("state_accounting", {}).items()
        },
        "state_duration_seconds": over(d.get("server_state_duration_us"), 1000000),
        "initial_sync_seconds": over(d.get("initial_sync_duration_us"), 1000000),
        "job_queue_overflows": num(d.get("jq_trans_overflow")),
        "peer_disconnects": num(d.get("peer_disconnects")),
        "peer_disconnects_resources": num(d.get("peer_disconnects_resources")),
        "validation_quorum": d.get("validation_quorum"),
        "amendment_blocked": d.get("amendment_blocked", False),
        "warnings": [
            {"id": w["id"], "message": w["message"], "expected_date": unix(w.get("details", {}).get("expected_date"))}
            for w in d.get("warnings", []) + r.get("warnings", [])
        ],
        "waiting_for_network": d.get("network_ledger") == "waiting",
        "fetch_pack": d.get("fetch_pack"),
        "load_threads": d.get("load", {}).get("threads"),
        "jobs": [
            {
                "job_type": j["job_type"],
                "per_second": j.get("per_second"),
                "average_ms": j.get("avg_time"),
                "peak_ms": j.get("peak_time"),
                "in_progress": j.get("in_progress"),
                "waiting": j.get("waiting"),
                "over_target": j.get("over_target", False),
            }
            for j in d.get("load", {}).get("job_types", [])
        ],
        "clio": "clio_version" in d,
        "clio_version": d.get("clio_version"),
    }
    out.update(list_state(d, "validator_list_"))
    if human:
        normal = 1 if validator is not None else None
        out["last_close_converge_seconds"] = d.get("last_close", {}).get("converge_time_s")
        out["load_factor"] = d.get("load_factor")
        out["load_factor_server"] = d.get("load_factor_server", d.get("load_factor"))
        for name in ("local", "net", "cluster", "fee_escalation", "fee_queue"):
            out["load_factor_" + name] = d.get("load_factor_" + name, normal)
    else:
        out["last_close_converge_seconds"] = over(d.get("last_close", {}).get("converge_time"), 1000)
        out["load_factor"] = over(d.get("load_factor"), d.get("load_base"))
        out["load_factor_server"] = over(d.get("load_factor_server"), d.get("load_base"))
        for name in ("fee_escalation", "fee_queue"):
            out["load_factor_" + name] = over(d.get("load_factor_" + name), d.get("load_factor_fee_reference"))
    return out


def peers(r):
    return {
        "peers": [
            {
                "public_key": p.get("public_key"),
                "address": p.get("address"),
                "version": p.get("version"),
                "server_domain": p.get("server_domain"),
                "name": p.get("name"),
                "complete_ledgers": p.get("complete_ledgers"),
                "inbound": "inbound" in p,
                "cluster": "cluster" in p,
                "latency_ms": p.get("latency"),
                "load": p.get("load"),
                "uptime_seconds": p.get("uptime"),
                "network_id": num(p.get("network_id")),
                "track": p.get("track", {"insane": "diverged", "unknown": "unknown"}.get(p.get("sanity"))),
                "status": p.get("status"),
                "bytes_received": num(p["metrics"]["total_bytes_recv"]),
                "bytes_sent": num(p["metrics"]["total_bytes_sent"]),
                "average_bps_received": num(p["metrics"]["avg_bps_recv"]),
                "average_bps_sent": num(p["metrics"]["avg_bps_sent"]),
            }
            for p in r["peers"] or []
        ]
    }


def validators(r):
    out = {
        "validation_quorum": r["validation_quorum"],
        "publishers": [
            {
                "public_key": p["pubkey_publisher"],
                "uri": p["uri"] or None,
                "available": p["available"],
                "sequence": p.get("seq"),
                "expiration": date_s(p.get("expiration")),
                "validators": len(p["list"]),
                "pending_lists": len(p.get("remaining", [])),
            }
            for p in r["publisher_lists"]
        ],
        "trusted_keys": r["trusted_validator_keys"],
        "signing_keys": r["signing_keys"],
        "negative_unl": r.get("NegativeUNL", []),
        "static_keys": len(r["local_static_keys"]),
    }
    out.update(list_state(r, "list_"))
    return out


def validator_list_sites(r):
    return {
        "sites": [
            {
                "uri": re.sub(r" \(redirects to .*", "", s["uri"]),
                "status": s.get("last_refresh_status"),
                "message": s.get("last_refresh_message"),
                "last_refresh_ms": date_ms(s.get("last_refresh_time")),
                "next_refresh_ms": date_ms(s.get("next_refresh_time")),
                "refresh_interval_minutes": s.get("refresh_interval_min"),
            }
            for s in r["validator_sites"]
        ]
    }


def validator_info(r):
    return {
        "master_key": r["master_key"],
        "signing_key": r["ephemeral_key"],
        "domain": r["domain"],
        "manifest": r["manifest"],
        "sequence": r["seq"],
    }


def feature(r):
    return {
        "amendments": {
            key: {
                "name": a.get("name"),
                "enabled": a["enabled"],
                "supported": a.get("supported"),
                "vetoed": True if a.get("vetoed") == "Obsolete" else a.get("vetoed"),
                "obsolete": a.get("vetoed") == "Obsolete",
                "count": a.get("count"),
                "threshold": a.get("threshold"),
                "validations": a.get("validations"),
                "majority": unix(a.get("majority")),
            }
            for key, a in r["features"].items()
        }
    }


def fee(r):
    out = {k: num(r[k]) for k in ("current_ledger_size", "current_queue_size", "expected_ledger_size", "max_queue_size")}
    out.update({k + "_drops": num(v) for k, v in r["drops"].items()})
    out["ledger_current_index"] = r["ledger_current_index"]
    return out


def consensus_info(r):
    i = r["info"]
    lost = 0
    for dispute in i.get("disputes", {}).values():
        sides = [dispute["nays"], dispute["yays"]]
        sides[dispute["our_vote"]] += 1
        lost += sides[dispute["our_vote"]] < sides[not dispute["our_vote"]]
    return {
        "proposing": i.get("proposing"),
        "validating": i.get("validating"),
        "synched": i.get("synched"),
        "proposers": i.get("proposers"),
        "previous_proposers": i.get("previous_proposers"),
        "converge_percent": i.get("converge_percent"),
        "current_ms": i.get("current_ms"),
        "previous_ms": i.get("previous_mseconds"),
        "ledger_sequence": i.get("ledger_seq"),
        "phase": i.get("phase"),
        "disputes": len(i.get("disputes", {})),
        "disputes_minority": lost,
        "has_disputes": "disputes" in i,
    }


def get_counts(r):
    return {"counts": {k: num(v) for k, v in r.items()}}


def ping(r):
    return {"is_admin": r.get("role") == "admin"}


def ledger_closed(m):
    return {
        "sequence": m["ledger_index"],
        "hash": m["ledger_hash"],
        "close_time": unix(m["ledger_time"]),
        "base_fee_drops": m["fee_base"],
        "reserve_base_drops": m["reserve_base"],
        "reserve_increment_drops": m["reserve_inc"],
        "transactions": m.get("txn_count"),
        "validated_ledgers": m.get("validated_ledgers"),
        "network_id": m.get("network_id"),
    }


def server_status(m):
    reference = m.get("load_factor_fee_reference")
    return {
        "status": m["server_status"],
        "load_factor": over(m["load_factor"], m["load_base"]),
        "load_factor_server": over(m.get("load_factor_server"), m["load_base"]),
        "load_factor_fee_escalation": over(m.get("load_factor_fee_escalation"), reference),
        "load_factor_fee_queue": over(m.get("load_factor_fee_queue"), reference),
        "base_fee_drops": m.get("base_fee"),
    }


def event(m):
    kind = m["type"]
    if kind == "validationReceived":
        return {
            "signing_key": m["validation_public_key"],
            "master_key": m.get("master_key"),
            "ledger_hash": m["ledger_hash"],
            "ledger_index": num(m["ledger_index"]),
            "full": m["full"],
            "cookie": num(m["cookie"]),
            "signing_time": unix(m["signing_time"]),
            "server_version": num(m.get("server_version")),
            "network_id": m["network_id"],
        }
    if kind == "ledgerClosed":
        return ledger_closed(m)
    if kind == "serverStatus":
        return server_status(m)
    if kind == "consensusPhase":
        return {"phase": m["consensus"]}
    if kind == "peerStatusChange":
        return {"action": m.get("action"), "status": m.get("status"), "ledger_index": m.get("ledger_index")}
    if kind == "manifestReceived":
        return {
            "master_key": m["master_key"],
            "signing_key": m.get("signing_key"),
            "domain": m.get("domain"),
            "sequence": m["seq"],
            "revoked": m["seq"] == 4294967295,
        }
    return {"other": kind}


def response(m):
    """The same answer as the reader of the WebSocket sees it."""
    result = m.get("result", {})
    return {
        "id": m.get("id"),
        "error": m.get("error"),
        "error_message": m.get("error_message"),
        "ledger": ledger_closed(result) if "ledger_time" in result else None,
        "server": server_status(result) if "server_status" in result else None,
        "load_warning": m.get("warning") == "load",
    }


METHODS = {
    f.__name__: f
    for f in (peers, validators, validator_list_sites, validator_info, feature, fee, consensus_info, get_counts, ping)
}
METHODS["server_info"] = METHODS["server_state"] = server_info


def plain(value):
    """Without members that are unknown; decimals as doubles."""
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items() if v is not None}
    if isinstance(value, list):
        return [plain(v) for v in value]
    return float(value) if isinstance(value, decimal.Decimal) else value


def expect_sample(what, data):
    """The method whose decoder is meant, and what it must find or the error it must report."""
    out = {"what": what}
    origin, method = re.match(r"(event|http|ws): (\w+)", what).groups()
    if origin == "event":
        out["event"] = event(data)
        return out
    if origin == "ws":
        out["response"] = response(data)
    if method not in METHODS:
        return out
    out["method"] = method
    result = data.get("result", data)
    error = data.get("error") or result.get("error")
    if error:
        out["permission" if error in ("forbidden", "noPermission") else "server"] = error
    else:
        out["answer"] = METHODS[method](result)
    return out


def lines(path):
    with gzip.open(path, "rt") as source:
        for line in source:
            yield parse(line)


def expect_samples():
    return [plain(expect_sample(l["what"], l["data"])) for l in lines(os.path.join(RECORDINGS, "samples.jsonl.gz"))]


def add_message(totals, m):
    kind = m.get("type", "response")
    if kind == "validationReceived":
        totals["validations"] += 1
        totals["validations_full"] += m["full"]
        totals["validations_with_master_key"] += "master_key" in m
        totals["validation_ledgers"] += int(m["ledger_index"])
        totals["validation_cookies_mod_2_32"] = (totals["validation_cookies_mod_2_32"] + int(m["cookie"])) % 2**32
        totals["validation_signing_times"] += m["signing_time"] + RIPPLE_EPOCH
    elif kind == "ledgerClosed":
        totals["ledgers"] += 1
        totals["ledger_sequences"] += m["ledger_index"]
        totals["ledger_transactions"] += m["txn_count"]
        totals["ledger_close_times"] += m["ledger_time"] + RIPPLE_EPOCH
    elif kind == "serverStatus":
        totals["server_status_" + m["server_status"]] += 1
    elif kind in ("response", "error"):
        totals["responses"] += 1
        totals["response_errors"] += "error" in m
    elif kind in ("consensusPhase", "peerStatusChange", "manifestReceived"):
        totals[kind] += 1
    else:
        totals["other_messages"] += 1


def add_answer(totals, method, data):
    result = data["result"]
    totals[method] += 1
    if "error" in result:
        totals[method + "_errors"] += 1
    elif method == "server_info":
        info = result["info"]
        totals["server_info_" + info["server_state"]] += 1
        totals["server_info_peers"] += info["peers"]
        totals["server_info_without_validated_ledger"] += "validated_ledger" not in info
        totals["server_info_quorum_unreachable"] += info["validation_quorum"] == 0xFFFFFFFF
        totals["server_info_ledgers"] += ledger_count(info["complete_ledgers"])
    elif method == "peers":
        entries = result["peers"] or []
        totals["peers_entries"] += len(entries)
        totals["peers_inbound"] += sum("inbound" in p for p in entries)
        totals["peers_diverged"] += sum(p.get("track") == "diverged" for p in entries)


def expect_recording(path):
    totals = collections.Counter()
    for line in lines(path):
        data = line.get("data")
        if not isinstance(data, dict) or "cut" in data:
            continue
        if line["kind"] == "recv":
            add_message(totals, data)
        elif line["kind"] == "http" and "request" in line and isinstance(line["request"], dict):
            method = line["request"].get("method")
            if method in METHODS and isinstance(data.get("result"), dict):
                add_answer(totals, method, data)
    return {k: int(v) for k, v in sorted(totals.items()) if v}


def expect_recordings():
    names = sorted(os.path.basename(p) for p in glob.glob(os.path.join(RECORDINGS, "*.jsonl.gz")))
    return {n: expect_recording(os.path.join(RECORDINGS, n)) for n in names if n != "samples.jsonl.gz"}


def main():
    check = sys.argv[1:] == ["--check"]
    os.makedirs(DATA, exist_ok=True)
    stale = []
    for name, value in (("samples.expected.json", expect_samples()), ("recordings.expected.json", expect_recordings())):
        path = os.path.join(DATA, name)
        rows = value if isinstance(value, list) else [value]
        text = "[\n" + ",\n".join(json.dumps(row, sort_keys=True) for row in rows) + "\n]\n"
        if check:
            if not os.path.exists(path) or open(path).read() != text:
                stale.append(name)
        else:
            with open(path, "w") as out:
                out.write(text)
    if stale:
        sys.exit("out of date: " + ", ".join(stale))


main()
