/** Tags of a point from the key of its row: `name="value",...`, with the escapes of Prometheus. */
export function parseTags(key: string): Record<string, string> {
  const tags: Record<string, string> = {};
  for (const [, name, value] of key.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/gs))
    tags[name!] = value!.replace(/\\(.)/gs, (_, c: string) => (c === "n" ? "\n" : c));
  return tags;
}
