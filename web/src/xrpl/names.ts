/** Main network and test networks by their number; https://xrpl.org/docs/concepts/networks-and-servers/parallel-networks */
export function chainName(networkId: string | undefined): string | undefined {
  switch (networkId) {
    case undefined: return undefined;
    case "0": return "mainnet";
    case "1": return "testnet";
    case "2": return "devnet";
    default: return `network ${networkId}`;
  }
}

export function validatorPath(node: string): string {
  return `xrpl/validator/${encodeURIComponent(node)}`;
}
