/**
 * Who tells a value: groups of endpoints. The first group of which any is asked does (an instance is asked in one dialect),
 * and in it whoever answers. A counter is told by one endpoint: each is a group.
 */
export const sources = {
  packets: [["metrics"], ["mixnodes"], ["status"]],
  bytes: [["stats"], ["metrics"]],
  nodes: [["nodes"], ["metrics", "mixnodes", "status"]],
  latency: [["stats"], ["metrics", "mixnodes", "status"]],
  peak: [["stats"]],
} satisfies Readonly<Record<string, readonly (readonly string[])[]>>;

export type Source = keyof typeof sources;
