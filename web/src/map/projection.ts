// Equal Earth: B. Šavrič, T. Patterson, B. Jenny, "The Equal Earth map projection" (2018), https://doi.org/10.1080/13658816.2018.1504949
const [a1, a2, a3, a4] = [1.340264, -0.081106, 0.000893, 0.003796];
const m = Math.sqrt(3) / 2;

/** Half the width and height of the whole earth before scaling. */
const halfWidth = Math.PI / (m * a1);
const scale = 500 / halfWidth;

export const mapWidth = 1000;
/** Down to 60 degrees south: nobody runs a node on Antarctica, and its outline would take a fifth of the picture. */
export const mapHeight = Math.ceil(equalEarth(-60, 0)[1]);

/** Degrees to map units: x from 0 to `mapWidth`, y from 0 (north pole) down. */
export function equalEarth(latitude: number, longitude: number): [number, number] {
  const theta = Math.asin(m * Math.sin((latitude * Math.PI) / 180));
  const t2 = theta * theta, t6 = t2 * t2 * t2;
  const x = ((longitude * Math.PI) / 180) * Math.cos(theta) / (m * (a1 + 3 * a2 * t2 + t6 * (7 * a3 + 9 * a4 * t2)));
  const y = theta * (a1 + a2 * t2 + t6 * (a3 + a4 * t2));
  const top = Math.asin(m) * (a1 + a2 * Math.asin(m) ** 2 + Math.asin(m) ** 6 * (a3 + a4 * Math.asin(m) ** 2));
  return [500 + x * scale, (top - y) * scale];
}

/** The same of what came from outside; undefined for what is no place. */
export function project(latitude: number, longitude: number): [number, number] | undefined {
  if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) return undefined;
  return equalEarth(latitude, longitude);
}
