#!/usr/bin/env python3
"""Checks the coroutine rules that compilers do not check.

Usage: coro_lint.py [ROOT]. Prints one line for each broken rule and exits with 1 when there is one.

1. A co_await stands alone on its statement:
       co_await f(a);      auto x = co_await f(a);      x = co_await f(a);      co_return co_await f(a);
   never in a condition, an argument, a larger expression or braces: a suspension that stands alone
   is seen by the reader, and g++ 12 miscompiles several of the other shapes in silence.
2. No ?: and no operator within that statement: name the argument first.
3. A lambda that is a coroutine captures nothing: the closure dies before the body resumes.
4. No co_spawn with `detached`: every coroutine has an owner that waits for it (TaskGroup).
"""

import pathlib
import re
import sys

import cpp_text

FOLDERS = ["src", "sim", "tests", "bench", "fuzz"]

OPEN, CLOSE = "([{", ")]}"

# What may stand before a statement: control heads and labels. Their parentheses are emptied first.
CONTROL = re.compile(
    r"^(?:(?:if|while|for|switch)\s*(?:constexpr)?\s*\(\)\s*|else\b\s*|do\b\s*"
    r"|case\b[^:]*(?:::[^:]*)*:(?!:)\s*|default\s*:\s*)*"
)
# Nothing, `co_return`, or the left side of an assignment or declaration.
LEFT = re.compile(r"^(?:co_return|(?!return\b|throw\b)[\w:<>,\s&*.\[\]()]*(?:->[\w.]+)*\s*(?<![=!<>])=)?$")
OPERATOR = re.compile(r"\?|\|\||&&|[=!+,{]|-(?!>)|\s(?:<|>|<=|>=|\*|/|%|&|\|)\s")

TEMPLATE_ARGUMENTS = re.compile(r"(?<=\w)<[^<>]*>")

COROUTINE_WORD = re.compile(r"\bco_(?:await|return|yield)\b")
AWAIT = re.compile(r"\bco_await\b")
DETACHED = re.compile(r"\basio\s*::\s*detached(?:_t)?\b")
BEFORE_LAMBDA = re.compile(r"(?:^|[^\w\s)\]\[]|\b(?:return|co_return|co_await|co_yield|case|else))\s*$")


def without(text, opening, closing):
    """Empties what stands between the brackets: 'f(a, b)[i]' -> 'f()[]'."""
    out, depth = [], 0
    for c in text:
        if c in closing and depth > 0:
            depth -= 1
        if depth == 0:
            out.append(c)
        if c in opening:
            depth += 1
    return "".join(out)


def without_groups(text):
    return without(text, "([", ")]")


def without_braces(text):
    """The bodies of lambdas that are arguments are statements of their own."""
    return without(text, "{", "}")


def call_chain(operand):
    """'f<A, B>(x + 1).g()' -> 'f().g()': an operator that is left is one of the statement."""
    text = without_groups(operand)
    while (shorter := TEMPLATE_ARGUMENTS.sub("", text)) != text:
        text = shorter
    return text


def statement_start(code, position):
    """Where the statement of `position` begins, or None within parentheses or brackets."""
    depth = 0
    for i in range(position - 1, -1, -1):
        c = code[i]
        if c in ")]":
            depth += 1
        elif c in "([":
            if depth == 0:
                return None
            depth -= 1
        elif c in ";{}" and depth == 0:
            return i + 1
    return 0


def statement_end(code, position):
    """The ';' that ends the statement, or None when something else ends the expression."""
    depth = 0
    for i in range(position, len(code)):
        c = code[i]
        if c in OPEN:
            depth += 1
        elif c in CLOSE:
            if depth == 0:
                return None
            depth -= 1
        elif c == ";" and depth == 0:
            return i
    return None


def await_problem(code, position):
    """Why the co_await at `position` does not stand alone, or None."""
    start = statement_start(code, position)
    if start is None:
        return "co_await within parentheses"
    before = CONTROL.sub("", without_groups(code[start:position]).strip())
    if not LEFT.match(before.strip()):
        return "co_await within a larger expression"
    after = position + len("co_await")
    end = statement_end(code, after)
    if end is None:
        return "co_await within braces"
    operand = without_braces(code[after:end])
    if AWAIT.search(operand):
        return "two co_await in one statement"
    if "?" in operand:
        return "?: in the statement of a co_await: name the argument first"
    chain = call_chain(operand)
    if chain.strip() == "()" or OPERATOR.search(chain):
        return "co_await within a larger expression"
    return None


def matching(code, position):
    """The place of the bracket that closes the one at `position`."""
    depth = 0
    for i in range(position, len(code)):
        if code[i] in OPEN:
            depth += 1
        elif code[i] in CLOSE:
            depth -= 1
            if depth == 0:
                return i
    return len(code)


def lambda_body(code, introducer_end):
    """(start, end) of the body of the lambda whose '[...]' ends there, or None if it is none."""
    i = introducer_end + 1
    rest = re.compile(r"\s*(?:(\()|(<)|(\{)|((?:mutable|constexpr|noexcept|static)\b)|(->))").match
    while match := rest(code, i):
        if match.group(3):
            open_brace = match.end() - 1
            return open_brace, matching(code, open_brace)
        if match.group(1):
            i = matching(code, match.end() - 1) + 1
        elif match.group(2):
            i = code.find(">", match.end()) + 1
        elif match.group(5):
            i = code.find("{", match.end())
            if i < 0:
                return None
        else:
            i = match.end()
    return None


def lambdas(code):
    """(place, captures, body start, body end) of every lambda."""
    for match in re.finditer(r"\[(?!\[)", code):
        if not BEFORE_LAMBDA.search(code[max(0, match.start() - 40) : match.start()]):
            continue
        end = matching(code, match.start())
        body = lambda_body(code, end)
        if body:
            yield match.start(), code[match.start() + 1 : end].strip(), *body


def capturing_coroutines(code):
    found = list(lambdas(code))
    for place, captures, start, end in found:
        inner = [(s, e) for _, _, s, e in found if start < s and e < end]
        for word in COROUTINE_WORD.finditer(code, start, end):
            if captures and not any(s < word.start() < e for s, e in inner):
                yield place
                break


def check_text(text):
    """The broken rules of one file as (line, message)."""
    code = cpp_text.strip(text)
    found = []
    for match in AWAIT.finditer(code):
        why = await_problem(code, match.start())
        if why:
            found.append((cpp_text.line_of(code, match.start()), why))
    for place in capturing_coroutines(code):
        found.append((cpp_text.line_of(code, place), "a coroutine lambda captures nothing"))
    for match in DETACHED.finditer(code):
        found.append((cpp_text.line_of(code, match.start()), "spawn with a TaskGroup, not detached"))
    return sorted(found)


def check(root):
    root = pathlib.Path(root)
    found = []
    for path in cpp_text.sources(root, FOLDERS):
        for line, why in check_text(path.read_text(encoding="utf-8")):
            found.append(f"{path.relative_to(root)}:{line}: {why}")
    return found


def main():
    root = sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parents[1]
    found = check(root)
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
