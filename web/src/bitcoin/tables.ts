import { useMemo } from "preact/hooks";
import { useRows } from "../live/hooks";
import { topic } from "../live/pattern";
import { asBlock, asPeer, asProjected, type Block, type Peer, type Projected } from "./rows";

function useTable<Row>(node: string, table: string, read: (value: unknown) => Row | undefined, order: (a: Row, b: Row) => number): readonly Row[] {
  const rows = useRows([topic("table", "bitcoin", node, table)]);
  return useMemo(() => rows.flatMap(([, , value]) => read(value) ?? []).sort(order), [rows]);
}

/** Newest first; of one height the one on the active chain first. */
export function orderBlocks(a: Block, b: Block): number {
  return b.height - a.height || Number(a.fellOut) - Number(b.fellOut) || (a.hash < b.hash ? -1 : 1);
}

export function useBlocks(node: string): readonly Block[] {
  return useTable(node, "blocks", asBlock, orderBlocks);
}

/** The next block first. */
export function useProjected(node: string): readonly Projected[] {
  return useTable(node, "projected", asProjected, (a, b) => a.index - b.index);
}

/** The longest connected first. */
export function usePeers(node: string): readonly Peer[] {
  return useTable(node, "peers", asPeer, (a, b) => a.id - b.id);
}
