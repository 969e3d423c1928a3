import { heardAt, stream } from "../live/client";
import { useFreshness, useNow } from "../live/hooks";
import { useStore } from "../state/store";
import type { PanelState } from "./panel";

/**
 * What a panel says while the rows that it shows do not come: they are awaited, or not heard. Undefined: they are fresh, and
 * what is not among them is not there.
 */
export function useUnheard(patterns: readonly string[]): PanelState | undefined {
  const freshness = useFreshness(patterns);
  const now = useNow();
  const lost = useStore(stream).state === "lost";
  if (freshness === "fresh") return undefined;
  if (freshness === "unknown" && !lost) return { kind: "loading" };
  return { kind: "stale", last: freshness === "stale" ? heardAt() : undefined, now, cause: "The live stream is lost." };
}
