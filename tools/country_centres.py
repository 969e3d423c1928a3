#!/usr/bin/env python3
"""Computes src/networks/country_centres.inc: the middle of each country.

Usage: country_centres.py COUNTRIES_50M_JSON ISO_3166_1_JSON > src/networks/country_centres.inc

The first file is countries-50m.json of the npm package world-atlas 2.0.2: the borders of Natural Earth
(public domain) as TopoJSON. The second is of Debian's package iso-codes: which two letters belong to the
numeric code that the first one has. The middle is the centroid of the largest piece of land of the country;
where that lies outside of it, as in a crescent, the point within that is farthest from the border.
"""

import json
import math
import sys

GRID = 60


def ring(topology, arcs):
    """The points of one closed line: longitude and latitude."""
    scale, translate = topology["transform"]["scale"], topology["transform"]["translate"]
    points = []
    for index in arcs:
        x = y = 0
        arc = []
        for dx, dy in topology["arcs"][index if index >= 0 else ~index]:
            x, y = x + dx, y + dy
            arc.append((x * scale[0] + translate[0], y * scale[1] + translate[1]))
        points += (arc if index >= 0 else arc[::-1])[1 if points else 0:]
    return unwrapped(points)


def unwrapped(points):
    """Without the leap of a land that lies on both sides of the 180th meridian."""
    shift, before, result = 0, points[0][0], []
    for x, y in points:
        shift += -360 if x - before > 180 else 360 if x - before < -180 else 0
        before = x
        result.append((x + shift, y))
    return result


def centroid(points):
    """Area (in degrees of latitude, squared) and centroid, on the plane with the scale of the middle latitude."""
    shrink = math.cos(math.radians(sum(y for _, y in points) / len(points)))
    area = cx = cy = 0.0
    for (x1, y1), (x2, y2) in zip(points, points[1:] + points[:1]):
        cross = (x1 * y2 - x2 * y1) * shrink
        area += cross / 2
        cx += (x1 + x2) * cross / 6
        cy += (y1 + y2) * cross / 6
    return (abs(area), cx / area, cy / area) if area else (0.0, *points[0])


def contains(points, x, y):
    inside = False
    for (x1, y1), (x2, y2) in zip(points, points[1:] + points[:1]):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


def distance_to_border(points, x, y):
    shrink = math.cos(math.radians(y))
    nearest = math.inf
    for (x1, y1), (x2, y2) in zip(points, points[1:] + points[:1]):
        ax, ay, bx, by = (x1 - x) * shrink, y1 - y, (x2 - x1) * shrink, y2 - y1
        length = bx * bx + by * by
        t = max(0.0, min(1.0, -(ax * bx + ay * by) / length)) if length else 0.0
        nearest = min(nearest, math.hypot(ax + t * bx, ay + t * by))
    return nearest


def innermost(points):
    """Of a grid over the land, the point that is farthest from the border."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    candidates = [(min(xs) + (max(xs) - min(xs)) * (i + 0.5) / GRID, min(ys) + (max(ys) - min(ys)) * (j + 0.5) / GRID)
                  for i in range(GRID) for j in range(GRID)]
    return max((c for c in candidates if contains(points, *c)), key=lambda c: distance_to_border(points, *c))


def middle(topology, geometry):
    polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    largest = max((ring(topology, polygon[0]) for polygon in polygons), key=lambda points: centroid(points)[0])
    _, x, y = centroid(largest)
    return (x, y) if contains(largest, x, y) else innermost(largest)


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        topology = json.load(file)
    with open(sys.argv[2], encoding="utf-8") as file:
        codes = {entry["numeric"]: entry["alpha_2"] for entry in json.load(file)["3166-1"]}
    rows = {}
    for geometry in topology["objects"]["countries"]["geometries"]:
        code = codes.get(geometry.get("id", ""))
        # A territory may have the number of its state: the state comes with the larger land.
        if not code or not geometry.get("arcs"):
            continue
        size = len(json.dumps(geometry["arcs"]))
        if code not in rows or size > rows[code][0]:
            rows[code] = (size, middle(topology, geometry))
    print("// Made by tools/country_centres.py, which says from what. Code, latitude, longitude.")
    for code, (_, (x, y)) in sorted(rows.items()):
        print(f'{{"{code}", {{{y:.2f}, {(x + 180) % 360 - 180:.2f}}}}},')


if __name__ == "__main__":
    main()
