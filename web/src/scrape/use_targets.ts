import { useRows } from "../live/hooks";
import { topic } from "../live/pattern";
import { asPoint } from "../live/point";
import { useNodes } from "../networks/standing";
import { asTargetRow, joinTarget, type ScrapeTarget } from "./rows";

/** All scrape targets, or the one of a name: in the order of their names. */
export function useScrapeTargets(only?: string): ScrapeTarget[] {
  const nodes = useNodes().filter(({ target }) => target.network === "scrape" && (only === undefined || target.node === only));
  const pattern = (kind: string, last: string) => (only === undefined ? `${kind}/scrape/*/${last}` : topic(kind, "scrape", only, last));
  const rows = new Map(useRows([pattern("table", "scrape")]).map(([name, , value]) => [name, asTargetRow(value)]));
  const points = new Map(useRows([pattern("points", "scrape_target")]).map(([name, , value]) => [name, asPoint(value)]));
  return nodes.map((standing) => {
    const { node } = standing.target;
    return joinTarget(standing, rows.get(topic("table", "scrape", node, "scrape")), points.get(topic("points", "scrape", node, "scrape_target")));
  });
}
