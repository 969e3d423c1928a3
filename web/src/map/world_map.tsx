import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { land } from "./land";
import { mapHeight, mapWidth, project } from "./projection";

/** A spot on the map. */
export interface Dot {
  /** Degrees. */
  latitude: number;
  longitude: number;
  /** How many things are there. */
  count: number;
  /** What a pointer that rests on it is told. */
  text: string;
  /** Somewhere in its country: drawn as a ring. */
  vague: boolean;
}

/** Dots that are nearer than that become one, map units. */
const nearest = 12;

interface Cluster {
  x: number;
  y: number;
  count: number;
  texts: string[];
  vague: boolean;
}

/** Dots that would cover each other, put together; the largest first. */
export function clusterDots(dots: readonly Dot[]): Cluster[] {
  const clusters: Cluster[] = [];
  for (const { latitude, longitude, count, text, vague } of dots) {
    const place = project(latitude, longitude);
    if (!place) continue;
    const [x, y] = place;
    const known = clusters.find((other) => Math.hypot(other.x - x, other.y - y) < nearest);
    if (!known) {
      clusters.push({ x, y, count, texts: [text], vague });
      continue;
    }
    const total = known.count + count;
    known.x += ((x - known.x) * count) / total;
    known.y += ((y - known.y) * count) / total;
    known.count = total;
    known.vague &&= vague;
    if (!known.texts.includes(text)) known.texts.push(text);
  }
  return clusters.sort((a, b) => b.count - a.count);
}

const shownTexts = 6;

/** The continents with dots whose area is their count. `name`: what a screen reader says of it; a table tells the same in full. */
export function WorldMap({ dots, name }: { dots: readonly Dot[]; name: string }): JSX.Element {
  const clusters = useMemo(() => clusterDots(dots), [dots]);
  return (
    <svg class="world-map" viewBox={`0 0 ${mapWidth} ${mapHeight}`} role="img" aria-label={name}>
      <path class="land" d={land} />
      {clusters.map(({ x, y, count, texts, vague }) => (
        <circle key={`${x} ${y}`} class={vague ? "dot dot-vague" : "dot"} cx={x.toFixed(1)} cy={y.toFixed(1)} r={(4 * Math.sqrt(Math.min(count, 36))).toFixed(1)}>
          <title>{`${count}: ${texts.slice(0, shownTexts).join(", ")}${texts.length > shownTexts ? ", …" : ""}`}</title>
        </circle>
      ))}
    </svg>
  );
}
