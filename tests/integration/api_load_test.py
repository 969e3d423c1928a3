#!/usr/bin/env python3
"""1,000 clients ask 10,000 queries, more at once than may run and wait:
each gets an answer or a clear refusal, and the server goes on.

Usage: api_load_test.py API_SERVER
"""

import asyncio
import collections
import json
import pathlib
import re
import resource
import subprocess
import sys
import tempfile

CLIENTS = 1_000
QUERIES_EACH = 10
EXPR = "sum_over_time(load[1h:1s])"


class Client:
    """One kept-alive connection."""

    @classmethod
    async def connect(cls, port):
        client = cls()
        client.reader, client.writer = await asyncio.open_connection("127.0.0.1", port)
        return client

    async def ask(self, path):
        """Status and body."""
        self.writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        head = await asyncio.wait_for(self.reader.readuntil(b"\r\n\r\n"), 100)
        length = re.search(rb"Content-Length: (\d+)", head)
        return int(head.split()[1]), await self.reader.readexactly(int(length.group(1)))


async def main_with(port):
    path = f"/api/v1/query?query={EXPR}&time=3600&timeout=20"

    async def run():
        client = await Client.connect(port)
        answers = [await client.ask(path) for _ in range(QUERIES_EACH)]
        client.writer.close()
        return answers

    answers = sum(await asyncio.gather(*(run() for _ in range(CLIENTS))), [])
    statuses = collections.Counter(status for status, _ in answers)
    print(f"{len(answers)} queries: {dict(statuses)}")
    assert statuses[200] > 0 and set(statuses) <= {200, 503}, statuses
    for status, body in answers:
        if status == 503:
            error = json.loads(body)
            assert error["errorType"] in ("unavailable", "timeout") and error["error"], error
    client = await Client.connect(port)
    status, body = await client.ask("/api/v1/query?query=1%2B1&time=4")
    assert (status, body) == (
        200, b'{"status":"success","data":{"resultType":"scalar","result":[4,"2"]}}'), body
    client.writer.close()


def main():
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if hard < CLIENTS + 100:
        sys.exit(77)
    resource.setrlimit(resource.RLIMIT_NOFILE, (CLIENTS + 100, hard))
    with tempfile.TemporaryDirectory() as name:
        data = pathlib.Path(name) / "data"
        data.write_text("series load{}\n" + "".join(f"{t * 1000} {t}\n" for t in range(3_600)))
        program = subprocess.Popen([sys.argv[1], str(data)], stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE)
        try:
            asyncio.run(main_with(int(program.stdout.readline())))
        finally:
            program.stdin.close()
            assert program.wait(timeout=60) == 0


if __name__ == "__main__":
    main()
