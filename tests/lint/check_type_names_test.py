"""The check of type names against small trees that keep or break the rule."""

import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "tools"))
import check_type_names  # noqa: E402


def findings(first, second):
    with tempfile.TemporaryDirectory() as root:
        for name, text in [("src/a.hpp", first), ("sim/b.cpp", second)]:
            path = pathlib.Path(root) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return check_type_names.check(root)


ONE = "namespace n::m {\nclass Thing : public Base<int, A::B> {\n    int x{1};\n    struct Part {};\n};\n}\n"


class CheckTypeNamesTest(unittest.TestCase):
    def test_known_good(self):
        for other in [
            "namespace n { class Thing {}; }",
            "namespace n::m { class Thing; enum class Other { a, b }; }",
            "namespace n::m { namespace {\nclass Thing {};\n} }",
            "namespace n::m { void f() { struct Thing {}; } }",
            "namespace n::m { struct Part {}; struct Outer { struct Thing {}; }; }",
            "// namespace n::m { class Thing {}; }",
            "namespace n::m { template <class Thing> void f(Thing t) { t.x(); } }",
        ]:
            self.assertEqual(findings(ONE, other), [], other)

    def test_known_bad(self):
        for other in [
            "namespace n::m {\nclass Thing {};\n}",
            "namespace n { namespace m {\nstruct Thing final : Base {};\n} }",
            "namespace n::m { bool g() { return true; }\nenum class Thing : unsigned { a };\n}",
            "namespace n::m { enum E { a };\ntemplate <class T> struct Thing {};\n}",
        ]:
            self.assertEqual(
                findings(ONE, other),
                ["sim/b.cpp:2: n::m::Thing is also defined at src/a.hpp:2"],
                other,
            )

    def test_a_part_of_a_type(self):
        self.assertEqual(
            findings(ONE, "namespace n::m {\nstruct Thing::Part {};\n}"),
            ["sim/b.cpp:2: n::m::Thing::Part is also defined at src/a.hpp:4"],
        )


if __name__ == "__main__":
    unittest.main()
