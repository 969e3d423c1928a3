#!/usr/bin/env python3
"""Size of an answer of /api/v1/query_batch, and how fast node parses it, against other formats.

Usage: query_batch_bench.py API_SERVER

20 queries of 1,440 points over made-up series of a validator; prints bytes, bytes with gzip and the
milliseconds of parsing into columns: of the batch, of 20 answers of query_range, and of the same
columns as little-endian doubles behind a JSON header.
"""

import gzip
import http.client
import json
import math
import random
import struct
import subprocess
import sys
import tempfile

START, STEP, COUNT = 1_700_000_000, 60, 1_440
NODE = r"""
const fs = require('fs'), [batch, ranges, binary] = process.argv.slice(1).map(f => fs.readFileSync(f));
const median = f => { const t = []; for (let i = 0; i < 60; i++) { const s = process.hrtime.bigint(); f();
  t.push(Number(process.hrtime.bigint() - s) / 1e6); } return t.sort((a, b) => a - b)[30].toFixed(2); };
const text = batch.toString(), list = JSON.parse(ranges.toString());
console.log('batch', median(() => JSON.parse(text)));
console.log('ranges', median(() => list.map(x => JSON.parse(x).data.result.map(s => {
  const c = new Array(1440).fill(null);
  for (const [t, v] of s.values) c[(t - 1700000000) / 60] = Number(v); return c; }))));
console.log('binary', median(() => { const n = binary.readUInt32LE(0);
  const h = JSON.parse(binary.toString('utf8', 4, 4 + n)); const at = 4 + n;
  const all = binary.buffer.slice(binary.byteOffset + at, binary.byteOffset + binary.length);
  return h.map((_, i) => new Float64Array(all, 8 * 1440 * i, 1440)); }));
"""


def value(i, k, rng):
    if i % 4 == 0:
        return 1
    if i % 4 == 1:
        return 90_000_000 + 15 * k
    if i % 4 == 2:
        return round(20 + 5 * math.sin(k / 90) + rng.random(), 3)
    return rng.randrange(0, 60)


def post(connection, path, body, kind):
    connection.request("POST", path, body, {"Content-Type": kind})
    return connection.getresponse().read()


def main():
    rng = random.Random(1)
    with tempfile.TemporaryDirectory() as folder:
        with open(f"{folder}/data", "w") as data:
            for i in range(20):
                data.write(f'series xrpl_metric_{i}{{network="xrpl",node="validator-1"}}\n')
                for k in range(COUNT):
                    data.write(f"{(START + STEP * k) * 1000} {value(i, k, rng)}\n")
        server = subprocess.Popen([sys.argv[1], f"{folder}/data"], stdin=subprocess.PIPE,
                                  stdout=subprocess.PIPE)
        connection = http.client.HTTPConnection("127.0.0.1", int(server.stdout.readline()))
        end = START + STEP * (COUNT - 1)
        exprs = [f"xrpl_metric_{i}" if i % 4 != 1 else f"rate(xrpl_metric_{i}[5m])" for i in range(20)]
        batch = post(connection, "/api/v1/query_batch", json.dumps(
            {"start": START, "end": end, "step": STEP,
             "queries": [{"id": str(i), "expr": e} for i, e in enumerate(exprs)]}), "application/json")
        ranges = [post(connection, "/api/v1/query_range",
                       f"query={e}&start={START}&end={end}&step={STEP}",
                       "application/x-www-form-urlencoded") for e in exprs]
        server.stdin.close()
        server.wait()
        columns = [s for r in json.loads(batch)["data"]["results"] for s in r["series"]]
        header = json.dumps([s["metric"] for s in columns]).encode()
        binary = struct.pack("<I", len(header)) + header + b"".join(
            struct.pack(f"<{COUNT}d", *(math.nan if v is None else v for v in s["values"]))
            for s in columns)
        texts = {"batch": batch, "ranges": json.dumps([r.decode() for r in ranges]).encode(),
                 "binary": binary}
        for name, text in texts.items():
            with open(f"{folder}/{name}", "wb") as file:
                file.write(text)
        out = subprocess.run(["node", "-e", NODE, *(f"{folder}/{n}" for n in texts)], check=True,
                             stdout=subprocess.PIPE, text=True).stdout
        raw = {"batch": [batch], "ranges": ranges, "binary": [binary]}
        for line in out.splitlines():
            name, ms = line.split()
            size = sum(map(len, raw[name]))
            packed = sum(len(gzip.compress(r, 1)) for r in raw[name])
            print(f"{name:8} {size:9,} B  {packed:8,} B gzip  {ms:>6} ms to parse")


if __name__ == "__main__":
    main()
