import { networks } from "../networks";

/** The page of a node; while its network has none, its collectors on the Health page. */
export function nodeLink({ network, node }: { network: string; node: string }, link: (path: string, extra?: Readonly<Record<string, string>>) => string): string {
  const page = networks.get(network)?.nodePage?.(node);
  return page === undefined ? link("self-health", { "collectors.q": node.slice(0, 200) }) : link(page);
}
