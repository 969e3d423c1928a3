import type { JSX } from "preact";
import { conditionMeasurement, levelBy, verdicts } from "../bitcoin/conditions";
import { chainName, softwareName } from "../bitcoin/names";
import { overview } from "../networks/bitcoin";
import type { Verdict } from "../node/conditions";
import { NodesPage, type NumberColumn } from "../overview/nodes_page";
import type { Page } from "./page";

function told(verdict: Verdict): NonNullable<NumberColumn["verdict"]> {
  return { measurement: conditionMeasurement, level: (read) => levelBy(verdict, read) };
}

const columns: readonly NumberColumn[] = [
  { id: "height", title: "Height", measurement: "blockchain", series: "bitcoin_blockchain_best_height", unit: "1" },
  { id: "behind", title: "Behind headers", measurement: "blockchain", series: "bitcoin_blockchain_block_lag", unit: "1", minor: true },
  { id: "tip", title: "Tip age", measurement: "blockchain", series: "bitcoin_tip_age_seconds", kind: "age", orAge: "bitcoin_tip_arrival_age_seconds", unit: "age", verdict: told(verdicts.tip), minor: true },
  { id: "mempool", title: "Mempool", measurement: "mempool", series: "bitcoin_mempool_usage_bytes", unit: "bytes", minor: true },
  { id: "tx", title: "Transactions", measurement: "mempool", series: "bitcoin_mempool_tx_count", unit: "1", minor: true },
  { id: "peers", title: "Peers", measurement: "peers", series: "bitcoin_peers_total", unit: "1", minor: true },
  { id: "outbound", title: "Outbound", measurement: "peers", series: "bitcoin_peers_outbound_lasting", unit: "1", verdict: told(verdicts.peers), minor: true },
];

function version({ subversion, chain }: Readonly<Record<string, string>>): string | undefined {
  const known = [softwareName(subversion), chainName(chain)].filter((part) => part !== undefined && part !== "");
  return known.length === 0 ? undefined : known.join(" · ");
}

function BitcoinNodes(): JSX.Element {
  return <NodesPage network="bitcoin" view={overview} columns={columns} info={{ measurement: "bitcoin_node_info", version }} />;
}

export const page: Page = { component: BitcoinNodes };
