#!/usr/bin/env python3
"""Checks that no two types of the program have the same full name.

Usage: check_type_names.py [ROOT]. Two classes of one name in two headers of a namespace break the
one-definition rule. No compiler sees it, for each file has one of them alone; the linker keeps one
of their inline functions, and the program destroys objects of one with the destructor of the
other. Prints a line for each second definition and exits with 1 when there is one. Types in unnamed
namespaces belong to their file and may share a name.
"""

import pathlib
import re
import sys

import cpp_text

OPENING = re.compile(
    r"""
    (?:
        \b namespace \s+ (?P<namespace> [\w:]+ ) \s*
      | \b namespace \s*
      | \b (?:class|struct|union|enum(?:\s+(?:class|struct))?) \s+ (?:\[\[[^\]]*\]\]\s*|alignas\s*\([^)]*\)\s*)*
        (?P<type> [\w:]+ (?:<[^;{}]*>)? ) \s* (?:final\s*)? (?: : (?!:) [^;{}()]* (?:\([^;{}]*\)[^;{}()]*)* )?
    )? \{
    | \}
    """,
    re.VERBOSE,
)


def definitions(code):
    """(full name, line) of each type that other files can name too."""
    scopes = []
    for match in OPENING.finditer(code):
        if match.group() == "}":
            if scopes:
                scopes.pop()
            continue
        name = match["namespace"] or match["type"]
        if match["type"] and all(scopes):
            yield "::".join([*scopes, name]), cpp_text.line_of(code, match.start())
        # What is within a function or an unnamed namespace has no name for others.
        scopes.append(name)


def check(root):
    """The second definitions as lines 'file:line: message'."""
    root = pathlib.Path(root)
    first, found = {}, []
    for path in cpp_text.sources(root, ["src", "sim"]):
        where = path.relative_to(root)
        for name, line in definitions(cpp_text.strip(path.read_text(encoding="utf-8"))):
            other = first.setdefault(name, f"{where}:{line}")
            if other != f"{where}:{line}":
                found.append(f"{where}:{line}: {name} is also defined at {other}")
    return found


def main():
    root = sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parents[1]
    found = check(root)
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
