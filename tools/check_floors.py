#!/usr/bin/env python3
"""Checks that every include goes down the house, never up or sideways.

Usage: check_floors.py [ROOT]. Prints one line for each include that breaks a rule and exits with 1
when there is one. The rules:

- a folder of src/ includes itself and folders of lower floors, no neighbour on its own floor;
- a network includes itself and what all networks share (src/networks/*.hpp), no other network;
  only src/networks/registry.cpp knows them all;
- sim/ includes itself and src/ up to the networks; only src/app includes sim/;
- Boost.Beast appears in src/net alone, and in its .cpp files only;
- paths are relative to src/, or to the root for sim/.
"""

import pathlib
import re
import sys

import cpp_text

FLOORS = {
    "base": 0,
    "resilience": 1,
    "net": 1,
    "telemetry": 1,
    "store": 2,
    "promql": 3,
    "networks": 4,
    "sinks": 4,
    "alerts": 4,
    "api": 5,
    "app": 6,
}
SIM_MAY_INCLUDE_UP_TO = FLOORS["networks"]

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(["<])([^">\n]+)[">]', re.MULTILINE)


def network_of(parts):
    """('networks', 'xrpl', 'decode.hpp') -> 'xrpl'; None for what the networks share."""
    return parts[1] if len(parts) > 2 else None


def beast_problem(source):
    if source[:2] != ("src", "net"):
        return "Boost.Beast is for src/net only"
    if source[-1].endswith(".hpp"):
        return "Boost.Beast is for .cpp files only: it makes every file that includes it slow"
    return None


def problem(source, target, quoted):
    """Why the file (path parts from the root) must not include the target, or None."""
    if target.startswith("boost/beast"):
        return beast_problem(source)
    to = tuple(target.split("/"))
    known = to[0] in FLOORS and len(to) > 1
    if not known and to[0] != "sim":
        return "write the path from src/ on" if quoted else None

    if to[0] == "sim":
        if source[0] == "sim":
            return sim_neighbour(source, to)
        return None if source[1] == "app" else "only src/app includes the stand-ins of sim/"
    if source[0] == "sim":
        higher = FLOORS[to[0]] > SIM_MAY_INCLUDE_UP_TO
        return f"sim/ is below {to[0]}" if higher else None
    return floor_problem(source[1:], to)


def sim_neighbour(source, to):
    own, other = network_of(source), network_of(to)
    if own and other and own != other:
        return f"sim/{own} does not know sim/{other}"
    return None


def floor_problem(source, to):
    here, there = source[0], to[0]
    if here not in FLOORS:
        return f"src/{here} has no floor: give it one in tools/check_floors.py"
    if here == there:
        return network_problem(source, to) if here == "networks" else None
    if FLOORS[there] == FLOORS[here]:
        return f"{here} and {there} are neighbours on floor {FLOORS[here]}"
    if FLOORS[there] > FLOORS[here]:
        return f"{there} (floor {FLOORS[there]}) is above {here} (floor {FLOORS[here]})"
    return None


def network_problem(source, to):
    own, other = network_of(source), network_of(to)
    if other is None or own == other:
        return None
    if own is None:
        allowed = source[-1] == "registry.cpp"
        return None if allowed else "only src/networks/registry.cpp knows single networks"
    return f"the network {own} does not know the network {other}"


def check(root):
    """The broken rules as lines 'file:line: message'."""
    root = pathlib.Path(root)
    found = []
    for path in cpp_text.sources(root, ["src", "sim"]):
        relative = path.relative_to(root)
        text = path.read_text(encoding="utf-8")
        for match in INCLUDE.finditer(text):
            why = problem(relative.parts, match.group(2), match.group(1) == '"')
            if why:
                line = cpp_text.line_of(text, match.start(1))
                found.append(f"{relative}:{line}: {match.group(2)}: {why}")
    return found


def main():
    root = sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parents[1]
    found = check(root)
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
