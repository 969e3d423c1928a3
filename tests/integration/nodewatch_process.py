"""The program as the integration tests run it."""

import http.client
import signal
import subprocess
import threading
import time

DEADLINE = 60


class NodewatchProcess:
    """`nodewatch run` on a port of its own. What it logs is read all the time, so that it never waits for
    room in the pipe, and kept in `log`. As a context it is asked to end at its end, and must do so well."""

    def __init__(self, program, configuration, **options):
        self.process = subprocess.Popen(
            [program, "run", "--config", configuration, "--listen", "127.0.0.1:0"],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
            env={"NODEWATCH_LOG_FORMAT": "text"}, **options)
        self.log = []
        self.reader = threading.Thread(target=lambda: self.log.extend(self.process.stderr), daemon=True)
        self.reader.start()
        line = self.wait_for_log("listening on http://127.0.0.1:")
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

    def request(self, method, path, body=None, headers=None):
        """The response, and its text."""
        connection = self.connect()
        connection.request(method, path, body, headers or {})
        response = connection.getresponse()
        text = response.read().decode()
        connection.close()
        return response, text
