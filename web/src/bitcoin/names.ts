export function nodePath(node: string): string {
  return `bitcoin/${encodeURIComponent(node)}`;
}

/** As getblockchaininfo names the chains. */
export function chainName(chain: string | undefined): string | undefined {
  switch (chain) {
    case "main": return "mainnet";
    case "test": return "testnet3";
    default: return chain;
  }
}

/** "/Satoshi:29.0.0/" is "Bitcoin Core 29.0.0"; others keep their own words. */
export function softwareName(subversion: string | undefined): string | undefined {
  if (subversion === undefined || subversion === "") return undefined;
  const bare = subversion.replace(/^\/|\/$/g, "");
  const core = /^Satoshi:([\d.]+)$/.exec(bare);
  return core ? `Bitcoin Core ${core[1]}` : bare.replace(/:/g, " ").replace(/\//g, ", ");
}

const networkNames: Readonly<Record<string, string>> = { ipv4: "IPv4", ipv6: "IPv6", onion: "Tor", i2p: "I2P", cjdns: "CJDNS", not_publicly_routable: "local" };

/** As getpeerinfo names networks of peers. */
export function networkName(network: string | undefined): string | undefined {
  return network === undefined ? undefined : networkNames[network] ?? network;
}
