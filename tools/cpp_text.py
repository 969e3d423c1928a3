"""C++ source as the lints need it: without comments and literals, with its line numbers."""

import pathlib
import re

_NOT_CODE = re.compile(
    r"""
    //[^\n]*
  | /\*.*?\*/
  | R"(?P<mark>[^\s()\\]{0,16})\(.*?\)(?P=mark)"
  | "(?:\\.|[^"\\\n])*"
  | (?<![0-9A-Fa-f])'(?:\\.|[^'\\\n])+'
    """,
    re.VERBOSE | re.DOTALL,
)


def _blank(match):
    text = match.group()
    kept = '""' if text[0] in 'R"' else "0" if text[0] == "'" else ""
    return kept + "".join(c if c == "\n" else " " for c in text[len(kept) :])


def strip(text):
    """The code with comments and literals blanked out; every character keeps its place."""
    return _NOT_CODE.sub(_blank, text)


def line_of(text, position):
    return text.count("\n", 0, position) + 1


def sources(root, folders):
    """All C++ files below the folders, in a stable order."""
    for folder in folders:
        base = pathlib.Path(root) / folder
        for path in sorted(base.rglob("*")):
            if path.suffix in (".cpp", ".hpp") and path.is_file():
                yield path
