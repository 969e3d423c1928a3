import { useNewestTags } from "../live/tagged";

/** What a node is: from points whose tags say it. */
export interface Identity {
  version: string | undefined;
  networkId: string | undefined;
  /** Public key of the validator; none for a stock node. */
  key: string | undefined;
}

export function useIdentity(node: string): Identity {
  const { version, network_id } = useNewestTags("xrpl", node, "xrpl_build_info");
  const { pubkey } = useNewestTags("xrpl", node, "xrpl_pubkey_realtime");
  return { version, networkId: network_id, key: pubkey };
}
