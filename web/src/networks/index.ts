import { overview as betanet } from "./betanet";
import { overview as bitcoin } from "./bitcoin";
import { overview as host } from "./host";
import type { NetworkView } from "./network";
import { overview as scrape } from "./scrape";
import { overview as xrpl } from "./xrpl";

/** Networks that the UI knows more of than their names, in the order of the menu: one line each. */
export const networks: ReadonlyMap<string, NetworkView> = new Map([
  ["xrpl", xrpl],
  ["bitcoin", bitcoin],
  ["betanet", betanet],
  ["host", host],
  ["scrape", scrape],
]);

export function networkTitle(name: string): string {
  return networks.get(name)?.title ?? name;
}
