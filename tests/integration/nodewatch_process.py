"""The program as the integration tests run it."""

import http.client
import json
import signal
import subprocess
import threading
import time

DEADLINE = 180  # seconds; many times what anything takes, for a machine with other work


class NodewatchProcess:
    """`nodewatch run` on a port of its own. What it logs is read all the time, so that it never waits for
    room in the pipe, and kept in `log`. As a context it is asked to end at its end, and must do so well."""

    scheme = "http"

    def __init__(self, program, configuration, **options):
        self.process = subprocess.Popen(
            [program, "run", "--config", configuration, "--listen", "127.0.0.1:0"],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
            env={"NODEWATCH_LOG_FORMAT": "text"}, **options)
        self.log = []
        self.reader = threading.Thread(target=lambda: self.log.extend(self.process.stderr), daemon=True)
        self.reader.start()
        line = self.wait_for_log(f"listening on {self.scheme}://127.0.0.1:")
        self.port = int(line.rsplit(":", 1)[1])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end(signal.SIGTERM)

    def end(self, by):
        self.process.send_signal(by)
        code = self.process.wait(DEADLINE)
        self.reader.join()
        self.process.stderr.close()
        assert code == (-signal.SIGKILL if by == signal.SIGKILL else 0), (code, self.log)

    def wait_until(self, condition, what):
        """What the condition gives, as soon as that is true."""
        end = time.monotonic() + DEADLINE
        while not (result := condition()):
            assert time.monotonic() < end and self.process.poll() is None, (what, self.log)
            time.sleep(0.05)
        return result

    def wait_for_log(self, text):
        return self.wait_until(lambda: [line for line in self.log if text in line], text)[-1].strip()

    def connect(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=DEADLINE)

    def live(self, topic, holds):
        """Rows of the live stream by topic and key, as soon as they are as wanted."""
        connection = self.connect()
        connection.request("GET", "/api/live?topics=" + topic)
        answer = connection.getresponse()
        end = time.monotonic() + DEADLINE
        rows = {}
        while not holds(rows):
            assert time.monotonic() < end, rows
            line = answer.readline().decode()
            if not line.startswith("data: "):
                continue
            change = json.loads(line[6:])
            if "gone" not in change:  # a snapshot
                rows.clear()
            for row in change.get("gone", []):
                rows.pop(tuple(row), None)
            for row_topic, key, value in change["rows"]:
                rows[row_topic, key] = value
        connection.close()
        return rows

    def table(self, network, name, holds):
        """Rows of the table of the only target of the network, by key, as soon as they are as wanted."""
        def by_key(rows):
            return {key: value for (_, key), value in rows.items()}
        return by_key(self.live(f"table/{network}/*/{name}", lambda rows: holds(by_key(rows))))

    def request(self, method, path, body=None, headers=None):
        """The response, and its text."""
        connection = self.connect()
        connection.request(method, path, body, headers or {})
        response = connection.getresponse()
        text = response.read().decode()
        connection.close()
        return response, text

    def value(self, series):
        """The present value of a series as it stands in /metrics, labels included; None: unknown."""
        _, text = self.request("GET", "/metrics")
        for line in text.splitlines():
            name, _, value = line.rpartition(" ")
            if name == series:
                return float(value)
        return None
