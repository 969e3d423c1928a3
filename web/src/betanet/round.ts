import { useNodePoints } from "../live/hooks";

const usualMs = 15_000;

/** Time between two rounds in which the service is asked, ms. */
export function useRoundMs(node: string): number {
  return useNodePoints("betanet", node, ["betanet_service"])("betanet_service")?.i || usualMs;
}
