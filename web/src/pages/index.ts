import { matchPath } from "../state/router";
import type { PageEntry } from "./page";

/** All pages in the order of the menu: one line each. */
export const pages: readonly PageEntry[] = [
  { path: "", title: "Overview", nav: { label: "Overview", shortcut: "o" }, narrows: true, load: () => import("./overview") },
  { path: "xrpl", title: "XRPL nodes", nav: { label: "XRPL nodes", shortcut: "x" }, network: "xrpl", load: () => import("./xrpl") },
  { path: "xrpl/validator/:node", title: "XRPL node", load: () => import("./xrpl_validator") },
  { path: "xrpl/network", title: "XRPL network", nav: { label: "XRPL network", shortcut: "l" }, network: "xrpl", load: () => import("./xrpl_network") },
  { path: "bitcoin", title: "Bitcoin nodes", nav: { label: "Bitcoin", shortcut: "b" }, network: "bitcoin", load: () => import("./bitcoin") },
  { path: "bitcoin/:node", title: "Bitcoin node", load: () => import("./bitcoin_node") },
  { path: "betanet", title: "Betanet", nav: { label: "Betanet", shortcut: "t" }, network: "betanet", load: () => import("./betanet") },
  { path: "betanet/:node", title: "Betanet", load: () => import("./betanet_node") },
  { path: "host", title: "Hosts", nav: { label: "Hosts", shortcut: "m" }, network: "host", load: () => import("./host") },
  { path: "host/:node", title: "Host", load: () => import("./host_node") },
  { path: "scrape", title: "Scrape targets", nav: { label: "Scrape", shortcut: "s" }, network: "scrape", load: () => import("./scrape") },
  { path: "scrape/:node", title: "Scrape target", load: () => import("./scrape_target") },
  { path: "explore", title: "Explore", nav: { label: "Explore", shortcut: "e" }, load: () => import("./explore") },
  { path: "self-health", title: "Health", nav: { label: "Health", shortcut: "h" }, load: () => import("./self_health") },
];

export function findPage(path: string): { entry: PageEntry; names: Record<string, string> } | undefined {
  for (const entry of pages) {
    const names = matchPath(entry.path, path);
    if (names) return { entry, names };
  }
  return undefined;
}
