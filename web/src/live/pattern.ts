/** Segments of topics are percent-encoded where they hold a separator or the wild card. */
export function topicSegment(name: string): string {
  return name.replace(/[%/,*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

export function topicName(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

export function topic(...names: readonly string[]): string {
  return names.map(topicSegment).join("/");
}

export function matches(pattern: string, topicText: string): boolean {
  const wanted = pattern.split("/");
  const given = topicText.split("/");
  return wanted.length === given.length && wanted.every((segment, i) => segment === "*" || segment === given[i]);
}

/** Many patterns of which most name one topic exactly: these are looked up, only the others are compared. */
export class PatternSet {
  private readonly exact: ReadonlySet<string>;
  private readonly wild: readonly string[];

  constructor(patterns: readonly string[]) {
    this.exact = new Set(patterns);
    this.wild = patterns.filter((pattern) => pattern.includes("*"));
  }

  /** A topic, or a pattern all of whose topics match. */
  matches(topicText: string): boolean {
    return this.exact.has(topicText) || this.wild.some((pattern) => matches(pattern, topicText));
  }
}

/** Whether every topic of `narrow` matches `wide`, too. */
export function covers(wide: string, narrow: string): boolean {
  const a = wide.split("/");
  const b = narrow.split("/");
  return a.length === b.length && a.every((segment, i) => segment === "*" || segment === b[i]);
}

/** Without those that others cover; sorted, so that equal sets are equal texts. */
export function reduce(patterns: Iterable<string>): string[] {
  const unique = [...new Set(patterns)].sort();
  // Only those with a wild card cover others: there are few, and thousands of topics.
  const wild = unique.filter((pattern) => pattern.includes("*"));
  return unique.filter((p) => !wild.some((other) => other !== p && covers(other, p)));
}

/** A request line is bounded: what many nodes of a page ask for becomes one pattern for all nodes. */
const patternLimit = 40;
const lengthLimit = 3000;

/** What is asked of the daemon for these patterns: as they are, or wider where that would be too long. */
export function widen(patterns: Iterable<string>): string[] {
  const exact = reduce(patterns);
  if (exact.length <= patternLimit && exact.join().length <= lengthLimit) return exact;
  // The third segment is the node.
  const allNodes = exact.map((pattern) => pattern.split("/").map((segment, i) => (i === 2 ? "*" : segment)).join("/"));
  const wider = reduce(allNodes);
  if (wider.length <= patternLimit && wider.join().length <= lengthLimit) return wider;
  return reduce(exact.map((pattern) => pattern.split("/").map((segment, i) => (i === 0 ? segment : "*")).join("/")));
}
