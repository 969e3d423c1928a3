import type { Bar } from "../components/bar_list";
import type { Dot } from "../map/world_map";
import { networkName } from "./names";
import type { Peer } from "./rows";

/** Networks that hide where a peer is. */
const placeless: ReadonlySet<string> = new Set(["onion", "i2p", "cjdns", "not_publicly_routable"]);

export interface PeerPlaces {
  dots: Dot[];
  /** ISO codes or names of countries. */
  countries: Bar[];
  /** Peers that have no place by nature, by network. */
  hidden: Bar[];
  /** Peers that have an address on the earth, of which no place is known. */
  unknown: number;
}

function count(names: readonly string[]): Bar[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, value]) => ({ name, value }));
}

/** The name of a country in English; its code where there is none. */
export function countryName(code: string): string {
  try {
    return new Intl.DisplayNames("en", { type: "region" }).of(code) ?? code;
  } catch {
    return code;
  }
}

function dotOf({ latitude, longitude, country, exact }: Peer): Dot[] {
  if (latitude === undefined || longitude === undefined) return [];
  return [{ latitude, longitude, count: 1, text: country === undefined ? "country not known" : countryName(country), vague: !exact }];
}

/** Where the peers are, and of how many that cannot be said. */
export function placesOf(peers: readonly Peer[]): PeerPlaces {
  const isHidden = ({ network }: Peer) => network !== undefined && placeless.has(network);
  const open = peers.filter((peer) => !isHidden(peer));
  return {
    dots: open.flatMap(dotOf),
    countries: count(open.flatMap(({ country }) => (country === undefined ? [] : [countryName(country)]))),
    hidden: count(peers.filter(isHidden).map(({ network }) => networkName(network)!)),
    unknown: open.filter(({ country, latitude }) => country === undefined && latitude === undefined).length,
  };
}
