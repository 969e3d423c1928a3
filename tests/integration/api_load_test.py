#!/usr/bin/env python3
"""Many clients ask a query at once, more than may be connected, run and wait: each gets an answer or
is told to come again, no connection is reset, and the server goes on.

Usage: api_load_test.py API_SERVER CLIENTS
"""

import asyncio
import collections
import json
import os
import pathlib
import re
import resource
import signal
import subprocess
import sys
import tempfile

# The system queues no more for a server than this.
EARLY_CLIENTS = min(3_000, int(open("/proc/sys/net/core/somaxconn").read()) // 2)
CLIENTS = int(sys.argv[2])
EXPR = "sum_over_time(load[1h:1s])"


class Client:
    """A connection, kept alive for as long as the server likes."""

    @classmethod
    async def connect(cls, port):
        client = cls()
        client.reader, client.writer = await asyncio.open_connection("127.0.0.1", port)
        return client

    async def ask(self, path):
        self.send(path)
        return await self.answer()

    def send(self, path):
        self.writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())

    async def answer(self):
        """Status, body, and the whole head."""
        head = await self.reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"Content-Length: (\d+)", head)
        body = await self.reader.readexactly(int(length.group(1)))
        if b"Connection: close" in head:
            # An end, not a reset: that could have cost the client its answer.
            assert await self.reader.read() == b""
        return int(head.split()[1]), body, head.decode()


async def main_with(port, server):
    path = f"/api/v1/query?query={EXPR}&time=3600&timeout=20"

    async def run():
        client = await Client.connect(port)
        answer = await client.ask(path)
        client.writer.close()
        return answer

    # First more than the server serves wait for it with their requests sent.
    os.kill(server, signal.SIGSTOP)
    try:
        early = await asyncio.gather(*(Client.connect(port) for _ in range(EARLY_CLIENTS)))
        for client in early:
            client.send(path)
    finally:
        os.kill(server, signal.SIGCONT)
    answers = await asyncio.gather(*(client.answer() for client in early))
    for client in early:
        client.writer.close()
    answers += await asyncio.gather(*(run() for _ in range(CLIENTS)))
    statuses = collections.Counter(status for status, _, _ in answers)
    print(f"{len(answers)} queries: {dict(statuses)}")
    assert statuses[200] > 0 and set(statuses) <= {200, 503}, statuses
    refused = collections.Counter()
    for status, body, head in answers:
        if status == 503:
            error = json.loads(body)
            assert error["error"] and "\r\nRetry-After: 1\r\n" in head, (head, error)
            refused[error["errorType"]] += 1
    print(f"refused: {dict(refused)}")
    assert set(refused) <= {"overloaded", "unavailable", "timeout"}, refused
    client = await Client.connect(port)
    status, body, _ = await client.ask("/api/v1/query?query=1%2B1&time=4")
    assert (status, body) == (
        200, b'{"status":"success","data":{"resultType":"scalar","result":[4,"2"]}}'), body
    client.writer.close()


def main():
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if hard < CLIENTS + EARLY_CLIENTS + 100:
        sys.exit(77)
    resource.setrlimit(resource.RLIMIT_NOFILE, (CLIENTS + EARLY_CLIENTS + 100, hard))
    with tempfile.TemporaryDirectory() as name:
        data = pathlib.Path(name) / "data"
        data.write_text("series load{}\n" + "".join(f"{t * 1000} {t}\n" for t in range(3_600)))
        program = subprocess.Popen([sys.argv[1], str(data)], stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE)
        try:
            asyncio.run(main_with(int(program.stdout.readline()), program.pid))
        finally:
            program.stdin.close()
            assert program.wait(timeout=60) == 0


if __name__ == "__main__":
    main()
