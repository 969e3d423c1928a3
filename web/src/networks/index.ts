import { overview as bitcoin } from "./bitcoin";
import type { NetworkView } from "./network";
import { overview as xrpl } from "./xrpl";

/** Networks that the UI knows more of than their names, in the order of the menu: one line each. */
export const networks: ReadonlyMap<string, NetworkView> = new Map([
  ["xrpl", xrpl],
  ["bitcoin", bitcoin],
]);

export function networkTitle(name: string): string {
  return networks.get(name)?.title ?? name;
}
