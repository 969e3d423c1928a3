// Makes src/map/land.ts: the outlines of the continents as one SVG path in the Equal Earth projection.
//   npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz && node tools/make_land.mjs package/land-110m.json
// world-atlas (ISC) is Natural Earth's land at 1:110m, which is in the public domain: https://www.naturalearthdata.com/about/terms-of-use/
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** Rings that span less than this (map units, of 1000 for the whole width) are islands that nobody sees. */
const leastSize = 2.5;
/** South of it lies Antarctica alone. */
const southEdge = -60;

async function projection() {
  const source = fileURLToPath(new URL("../src/map/projection.ts", import.meta.url));
  const { outputFiles } = await build({ entryPoints: [source], bundle: true, format: "esm", write: false });
  return import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
}

/** The rings of a TopoJSON object: https://github.com/topojson/topojson-specification */
function ringsOf({ arcs, objects, transform: { scale, translate } }) {
  const lines = arcs.map((arc) => {
    let x = 0, y = 0;
    return arc.map(([dx, dy]) => [(x += dx) * scale[0] + translate[0], (y += dy) * scale[1] + translate[1]]);
  });
  const line = (index) => (index < 0 ? [...lines[~index]].reverse() : lines[index]);
  const polygons = objects.land.geometries.flatMap(({ type, arcs }) => (type === "Polygon" ? [arcs] : arcs));
  return polygons.flat().map((ring) => ring.flatMap((index, i) => (i === 0 ? line(index) : line(index).slice(1))));
}

/** Without the jump from 180 to -180: what lies beyond goes on, as the east of Siberia does. */
function unwrap(ring) {
  let turn = 0;
  const whole = ring.map(([longitude, latitude], i) => {
    const step = i === 0 ? 0 : longitude - ring[i - 1][0];
    turn += step > 180 ? -360 : step < -180 ? 360 : 0;
    return [longitude + turn, latitude];
  });
  const longitudes = whole.map(([longitude]) => longitude);
  const shift = 360 * Math.round((Math.min(...longitudes) + Math.max(...longitudes)) / 720);
  return whole.map(([longitude, latitude]) => [longitude - shift, latitude]);
}

function size(points) {
  const span = (values) => Math.max(...values) - Math.min(...values);
  return Math.max(span(points.map(([x]) => x)), span(points.map(([, y]) => y)));
}

/** Relative moves between whole units; what lies on the way of the one before is left out. */
function pathOf(points) {
  const grid = points.map((point) => point.map(Math.round)).filter(([x, y], i, all) => i === 0 || x !== all[i - 1][0] || y !== all[i - 1][1]);
  if (grid.length < 3) return "";
  const moves = grid.slice(1).map(([x, y], i) => [x - grid[i][0], y - grid[i][1]]);
  const merged = [];
  for (const [dx, dy] of moves) {
    const last = merged.at(-1);
    if (last && last[0] * dy === last[1] * dx && last[0] * dx + last[1] * dy > 0) merged[merged.length - 1] = [last[0] + dx, last[1] + dy];
    else merged.push([dx, dy]);
  }
  return `M${grid[0].join()}l${merged.flat().join(" ").replace(/ -/g, "-")}z`;
}

const { equalEarth } = await projection();
const rings = ringsOf(JSON.parse(readFileSync(process.argv[2], "utf8")))
  .filter((ring) => ring.some(([, latitude]) => latitude > southEdge))
  .map((ring) => unwrap(ring).map(([longitude, latitude]) => equalEarth(latitude, longitude)))
  .filter((points) => size(points) >= leastSize);
writeFileSync(new URL("../src/map/land.ts", import.meta.url), `// Made by tools/make_land.mjs from Natural Earth's land at 1:110m (public domain), without Antarctica.
/** Outlines of the continents, in the units of projection.ts. */
export const land = "${rings.map(pathOf).join("")}";
`);
