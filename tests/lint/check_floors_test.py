"""The floor check against small trees that keep or break each rule."""

import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "tools"))
import check_floors  # noqa: E402


def findings(files):
    with tempfile.TemporaryDirectory() as root:
        for name, text in files.items():
            path = pathlib.Path(root) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return check_floors.check(root)


def include(source, target):
    return findings({source: f'#pragma once\n#include "{target}"\n'})


class CheckFloorsTest(unittest.TestCase):
    def test_known_good(self):
        for source, target in [
            ("src/net/url.cpp", "net/url.hpp"),
            ("src/net/url.cpp", "base/result.hpp"),
            ("src/telemetry/hub.hpp", "base/time.hpp"),
            ("src/networks/network.hpp", "telemetry/hub.hpp"),
            ("src/networks/xrpl/source.cpp", "networks/xrpl/watcher.hpp"),
            ("src/networks/xrpl/source.cpp", "networks/network.hpp"),
            ("src/networks/registry.cpp", "networks/xrpl/network.hpp"),
            ("src/api/server.cpp", "networks/network.hpp"),
            ("src/app/main.cpp", "api/server.hpp"),
            ("src/app/demo.cpp", "sim/xrpl/server.hpp"),
            ("sim/xrpl/server.cpp", "sim/xrpl/script.hpp"),
            ("sim/xrpl/server.cpp", "sim/clockwork.hpp"),
            ("sim/xrpl/server.cpp", "net/http_server.hpp"),
            ("sim/xrpl/server.cpp", "networks/xrpl/decode.hpp"),
        ]:
            self.assertEqual(include(source, target), [], f"{source} includes {target}")

    def test_known_bad(self):
        for source, target, why in [
            ("src/base/log.cpp", "net/url.hpp", "is above base"),
            ("src/networks/xrpl/a.cpp", "api/server.hpp", "is above networks"),
            ("src/net/url.cpp", "telemetry/hub.hpp", "are neighbours on floor 1"),
            ("src/alerts/a.cpp", "sinks/influx.hpp", "are neighbours on floor 4"),
            ("src/networks/xrpl/a.cpp", "networks/host/b.hpp", "does not know the network host"),
            ("src/networks/network.hpp", "networks/xrpl/b.hpp", "only src/networks/registry.cpp"),
            ("src/app/main.cpp", "server.hpp", "from src/ on"),
            ("src/app/main.cpp", "../api/server.hpp", "from src/ on"),
            ("src/attic/a.cpp", "base/log.hpp", "has no floor"),
            ("src/networks/xrpl/a.cpp", "sim/xrpl/server.hpp", "only src/app"),
            ("sim/xrpl/server.cpp", "api/server.hpp", "sim/ is below api"),
            ("sim/xrpl/server.cpp", "sim/bitcoin/node.hpp", "does not know sim/bitcoin"),
        ]:
            found = include(source, target)
            self.assertEqual(len(found), 1, f"{source} includes {target}: {found}")
            self.assertIn(why, found[0])
            self.assertTrue(found[0].startswith(f"{source}:2: {target}: "), found[0])

    def test_beast_is_for_the_sources_of_net_only(self):
        beast = "#include <boost/beast/http.hpp>\n"
        self.assertEqual(findings({"src/net/http.cpp": beast}), [])
        for source in ["src/net/http.hpp", "src/api/server.cpp", "sim/xrpl/server.cpp"]:
            self.assertEqual(len(findings({source: beast})), 1, source)

    def test_system_headers_are_free(self):
        text = "#include <vector>\n#include <sys/stat.h>\n#include <boost/asio/post.hpp>\n"
        self.assertEqual(findings({"src/base/a.cpp": text}), [])

    def test_angle_brackets_do_not_hide_a_floor(self):
        self.assertEqual(len(findings({"src/base/a.cpp": " #  include <net/url.hpp>\n"})), 1)


if __name__ == "__main__":
    unittest.main()
