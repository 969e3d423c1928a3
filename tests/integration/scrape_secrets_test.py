#!/usr/bin/env python3
"""Files of secrets that come late, change and go while Debian's Prometheus and nodewatch scrape what demands
them: both take what the files hold at each scrape, and fail where these cannot be used.

Usage: scrape_secrets_test.py NODEWATCH

Exits with 77 when prometheus is not installed.
"""

import base64
import contextlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import urllib.parse

from metrics_server import MetricsServer, who_asks
from nodewatch_process import NodewatchProcess
from scrape_prometheus_file_test import SKIPPED, Program, free_address

TOKENS, PASSWORDS = ["t0ken-one", "t0ken-two"], ["s3cret-one", "s3cret-two"]
BEARERS = ["token", "older", "own"]  # the jobs that show a token; "own" is a target of nodewatch alone
FILE = """
global: {scrape_interval: 1s}
scrape_configs:
  - {job_name: token, authorization: {credentials_file: token}, static_configs: [{targets: [ADDRESS]}]}
  - {job_name: older, bearer_token_file: token, static_configs: [{targets: [ADDRESS]}]}
  - {job_name: password, basic_auth: {username: ann, password_file: password}, static_configs: [{targets: [ADDRESS]}]}
"""
OURS = """
data_dir: FOLDER/data
scrape: {prometheus_files: [FOLDER/prometheus.yml]}
targets:
  - {network: scrape, name: own, url: "http://ADDRESS", bearer_token_file: FOLDER/token, interval: 1s}
"""


class Guarded(MetricsServer):
    """Answers who shows what is wanted, and keeps who showed what."""

    def __init__(self):
        self.wanted, self.shown = set(), set()
        super().__init__(self.answer)

    def answer(self, request):
        credentials = (request.headers["Authorization"] or "none").strip()
        self.shown.add((who_asks(request), credentials))
        return 200 if credentials in self.wanted else 401, b"inside 1\n", {}

    def want(self, token, password):
        basic = base64.b64encode(f"ann:{password}".encode()).decode()
        self.wanted = {f"Bearer {token}".strip(), "Basic " + basic}


class Scrapers:
    """Both programs, as long as both run; what they are expected to say is waited for."""

    def __init__(self, watched, prometheus):
        self.watched = watched
        self.programs = {"nodewatch": self.ask_ours, "prometheus": prometheus.get}

    def ask_ours(self, path, **parameters):
        _, text = self.watched.request("GET", path + "?" + urllib.parse.urlencode(parameters))
        return json.loads(text)["data"]

    def targets(self, ask):
        """Health and error of each target by its job."""
        active = (ask("/api/v1/targets") or {"activeTargets": []})["activeTargets"]
        return {one["scrapePool"]: (one["health"], one["lastError"]) for one in active if "job" in one["labels"]}

    def wait(self, health, said="", jobs=("token", "older", "password", "own"), ours=""):
        """Until all jobs are that well, and their errors hold `said`, and in nodewatch `ours`."""
        for name, ask in self.programs.items():
            asked = set(jobs) - ({"own"} if name == "prometheus" else set())

            def holds():
                targets = self.targets(ask)
                return asked <= targets.keys() and all(
                    targets[job][0] == health and said in targets[job][1] and
                    (name == "prometheus" or ours in targets[job][1]) for job in asked)
            self.watched.wait_until(holds, (name, health, said, ours))


def put(path, text):
    """As a whole: a scrape that came while it is written would show a part of it."""
    following = path.with_suffix(".next")
    following.write_text(text)
    following.rename(path)


def check_files(scrapers, guarded, folder):
    """What both programs do alike."""
    token, password = folder / "token", folder / "password"

    def write(number):
        put(token, f" {TOKENS[number]}\n")
        put(password, f"{PASSWORDS[number]}\n")

    guarded.want(TOKENS[0], PASSWORDS[0])
    for job, path in [(job, token) for job in BEARERS] + [("password", password)]:
        scrapers.wait("down", str(path), jobs=[job], ours="No such file or directory")
    assert not guarded.shown, guarded.shown
    health = scrapers.watched.request("GET", "/health")[1]
    assert health.count("not_asked: ") == 4 and str(password) in health, health
    write(0)
    scrapers.wait("up")

    guarded.want(TOKENS[1], PASSWORDS[1])
    scrapers.wait("down", "401 Unauthorized")
    write(1)
    scrapers.wait("up")

    put(token, "")
    guarded.want("", PASSWORDS[1])
    for name in scrapers.programs:
        scrapers.watched.wait_until(lambda: (name, "Bearer") in guarded.shown, f"an empty token of {name}")
    scrapers.wait("up")
    put(token, "two\nlines\n")
    scrapers.wait("down", jobs=BEARERS, ours="more than one line")
    shown = {name: {credentials for who, credentials in guarded.shown if who == name} for name in scrapers.programs}
    assert shown["nodewatch"] == shown["prometheus"] and len(shown["nodewatch"]) == 5, shown

    token.unlink()
    guarded.want(TOKENS[1], PASSWORDS[1])
    scrapers.wait("down", str(token), jobs=BEARERS)
    write(1)
    scrapers.wait("up")


def check_own(scrapers, guarded, folder):
    """What would hold up Prometheus, or it has no bound for."""
    del scrapers.programs["prometheus"]
    token = folder / "token"
    token.unlink()
    os.mkfifo(token)
    scrapers.wait("down", str(token), jobs=BEARERS, ours="no regular file")
    scrapers.wait("up", jobs=["password"])
    put(token, "x" * 65537)
    scrapers.wait("down", str(token), jobs=BEARERS, ours="larger than 65536 bytes")
    put(token, TOKENS[1])
    scrapers.wait("up")
    counted = 'nodewatch_scrape_failures_total{network="scrape",node="own/%s",reason="not_asked"}' % guarded.address
    assert scrapers.watched.value(counted) >= 3, scrapers.watched.request("GET", "/metrics")[1]


def check_nothing_is_told(nodewatch, configuration, scrapers):
    told = [scrapers.watched.request("GET", path)[1]
            for path in ("/health", "/metrics", "/api/v1/targets", "/api/v1/status/config")]
    told += scrapers.watched.log
    told.append(subprocess.run([nodewatch, "check", "--config", configuration], capture_output=True,
                               text=True).stdout)
    for text in told:
        assert not any(secret in text for secret in TOKENS + PASSWORDS), text


def main():
    nodewatch, = sys.argv[1:]
    if not shutil.which("prometheus"):
        print("prometheus is not installed", file=sys.stderr)
        sys.exit(SKIPPED)
    guarded = Guarded()
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        folder = pathlib.Path(name)
        path, configuration, address = folder / "prometheus.yml", folder / "nodewatch.yaml", free_address()
        path.write_text(FILE.replace("ADDRESS", f"'{guarded.address}'"))
        configuration.write_text(OURS.replace("FOLDER", name).replace("ADDRESS", guarded.address))
        watched = stack.enter_context(NodewatchProcess(nodewatch, configuration))
        with Program(address, ["prometheus", f"--config.file={path}", f"--storage.tsdb.path={folder / 'tsdb'}",
                               f"--web.listen-address={address}"]) as prometheus:
            scrapers = Scrapers(watched, prometheus)
            check_files(scrapers, guarded, folder)
        check_own(scrapers, guarded, folder)
        check_nothing_is_told(nodewatch, configuration, scrapers)


if __name__ == "__main__":
    main()
