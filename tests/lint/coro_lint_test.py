"""The coroutine lint against statements that keep or break each rule."""

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "tools"))
import coro_lint  # noqa: E402

GOOD = [
    "co_await f();",
    "co_await f(a, std::move(b));",
    "co_await group.join();",
    "co_await socket->async_read(buffer, token)(x);",
    "auto x = co_await f(a);",
    "auto [error, size] = co_await f(a);",
    "const auto& x = co_await f(a);",
    "Result<std::string> x = co_await f<std::string, 3>(a);",
    "std::optional<int> x = co_await f(a + 1, b * 2);",
    "x = co_await f(a);",
    "self->x.y = co_await f(a);",
    "*x = co_await f(a);",
    "(*x)[i] = co_await f(a);",
    "const auto x = co_await (*stream)->write(*head);",
    "co_return co_await f(a);",
    "auto executor = co_await asio::this_coro::executor;",
    "if (ready) co_await f();",
    "if (ready) co_return co_await f();",
    "else co_await f();",
    "for (int i = 0; i < n; ++i) co_await f(i);",
    "while (!done) { co_await f(); }",
    "switch (x) { case A: co_await f(); break; case n::B: co_await g(); break; default: co_await h(); }",
    "try { co_await f(); } catch (...) { failed = true; }",
    "do { co_await f(); } while (more);",
    'log("co_await inside (a text)", \'(\'); co_await f();',
    "// if (co_await f()) is a comment\nco_await f();",
    "/* x(co_await f()) */ co_await f();",
    'auto t = R"x(if (co_await f()) ")x"; co_await f();',
    "int n = 1'000'000; co_await f(n);",
    "co_await pool.run([path] { return read(path); });",
    "co_await scoped([](TaskGroup& group) -> Task<void> { co_await f(group); });",
    "co_await f(asio::use_awaitable_t<asio::any_io_executor>{});",
    "int last = list[i]; co_await f();",
    "auto read = [this] { return f(); }; co_await read();",
    "auto run = []() -> Task<void> { co_await f(); };",
    "auto run = [](Clock& clock) -> Task<void> { co_await f(clock); co_return; };",
    "[[maybe_unused]] auto x = co_await f();",
    "auto outer = [this] { auto inner = [] () -> Task<int> { co_return 1; }; return inner(); };",
]

BAD = {
    "if (co_await f()) g();": "within parentheses",
    "while (co_await f()) g();": "within parentheses",
    "if (auto x = co_await f(); x) g();": "within parentheses",
    "for (auto& x : co_await f()) g(x);": "within parentheses",
    "switch (co_await f()) { default: g(); }": "within parentheses",
    "g(co_await f());": "within parentheses",
    "Type x(co_await f());": "within parentheses",
    "auto x = (co_await f()).value();": "within parentheses",
    "x[co_await f()] = 1;": "within parentheses",
    "auto x = a ? co_await f() : 1;": "larger expression",
    "auto x = !co_await f();": "larger expression",
    "x += co_await f();": "larger expression",
    "auto x = 1 + co_await f();": "larger expression",
    "auto x = co_await f() + 1;": "larger expression",
    "bool x = co_await f() == 2;": "larger expression",
    "bool x = co_await f() < 2;": "larger expression",
    "co_return !co_await f();": "larger expression",
    "co_await f(), g();": "larger expression",
    "co_await (a() || b());": "larger expression",
    "co_await a() || b();": "larger expression",
    "co_await Job{1}.run();": "larger expression",
    "co_await f(a ? b : c);": "?: in the statement",
    "Type x{co_await f()};": "within braces",
    "auto x = Type{.a = co_await f()};": "within braces",
    "g(Type{co_await f()});": "within braces",
    "co_return Type{1, co_await f()};": "within braces|larger expression",
    "auto x = co_await f(co_await g());": "two co_await|within parentheses",
    "auto run = [this]() -> Task<void> { co_await f(); };": "captures nothing",
    "auto run = [&] (int a) -> Task<int> { co_return a; };": "captures nothing",
    "g([x = std::move(y)]() mutable -> Task<void> { co_await f(); });": "captures nothing",
    "return [x] () -> Task<int> { co_return x; };": "captures nothing",
    "asio::co_spawn(executor, f(), asio::detached);": "TaskGroup",
}


class CoroLintTest(unittest.TestCase):
    def test_known_good(self):
        for statement in GOOD:
            code = "Task<void> run() {\n" + statement + "\n}\n"
            self.assertEqual(coro_lint.check_text(code), [], statement)

    def test_known_bad(self):
        for statement, why in BAD.items():
            found = coro_lint.check_text("Task<void> run() {\n" + statement + "\n}\n")
            self.assertTrue(found, statement)
            for line, message in found:
                self.assertEqual(line, 2, statement)
                self.assertTrue(any(w in message for w in why.split("|")), f"{statement}: {message}")

    def test_names_the_line(self):
        code = "Task<void> run() {\n    /* a\n    comment */\n    if (ready &&\n        co_await f())\n"
        self.assertEqual([line for line, _ in coro_lint.check_text(code)], [5])


if __name__ == "__main__":
    unittest.main()
