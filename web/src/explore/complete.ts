/** What the text before the caret asks for. Positions are offsets in the text. */
export type Context =
  | { kind: "name"; from: number; prefix: string }
  | { kind: "label"; from: number; prefix: string; metric: string | undefined }
  | { kind: "value"; from: number; prefix: string; metric: string | undefined; label: string }
  | { kind: "duration"; from: number; prefix: string }
  | { kind: "none" };

interface Open {
  char: string;
  at: number;
}

/** Brackets that are open at the end of the text, and the quote, if it ends inside a string. */
function scan(text: string): { open: Open[]; quote: number | undefined } {
  const open: Open[] = [];
  let quote: { char: string; at: number } | undefined;
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i]!;
    if (quote) {
      if (char === "\\" && quote.char !== "`") i += 1;
      else if (char === quote.char) quote = undefined;
    } else if (char === '"' || char === "'" || char === "`") quote = { char, at: i };
    else if (char === "#") {
      const end = text.indexOf("\n", i);
      if (end < 0) return { open, quote: i };
      i = end;
    } else if ("({[".includes(char)) open.push({ char, at: i });
    else if (")}]".includes(char)) open.pop();
  }
  return { open, quote: quote?.at };
}

/** The metric whose braces begin at `brace`. */
function metricBefore(text: string, brace: number): string | undefined {
  return /([a-zA-Z_:][\w:]*)\s*$/.exec(text.slice(0, brace))?.[1];
}

export function contextAt(text: string, caret: number): Context {
  const before = text.slice(0, caret);
  const { open, quote } = scan(before);
  const inner = open.at(-1);
  if (quote !== undefined) {
    if (inner?.char !== "{" || before[quote] === "#") return { kind: "none" };
    const label = /([a-zA-Z_]\w*)\s*(?:=~|!~|!=|=)\s*$/.exec(before.slice(0, quote))?.[1];
    if (label === undefined) return { kind: "none" };
    return { kind: "value", from: quote + 1, prefix: before.slice(quote + 1), metric: metricBefore(before, inner.at), label };
  }
  const word = /[a-zA-Z_:][\w:]*$/.exec(before)?.[0] ?? "";
  const from = caret - word.length;
  if (inner?.char === "[") {
    const prefix = /\w*$/.exec(before)![0];
    return { kind: "duration", from: caret - prefix.length, prefix };
  }
  if (inner?.char === "{") {
    // A label stands at the beginning of the braces or after a comma.
    return /[{,]\s*$/.test(before.slice(0, from)) ? { kind: "label", from, prefix: word, metric: metricBefore(before, inner.at) } : { kind: "none" };
  }
  if (inner?.char === "(" && /\b(by|without|on|ignoring|group_left|group_right)\s*$/i.test(before.slice(0, inner.at)))
    return { kind: "label", from, prefix: word, metric: undefined };
  if (word === "" || /\d$/.test(before.slice(0, from))) return { kind: "none" };
  return { kind: "name", from, prefix: word };
}

export interface Suggestion {
  /** What is put in place of the prefix. */
  insert: string;
  detail: string;
  kind: "metric" | "function" | "keyword" | "label" | "value" | "duration";
}

const suggestionLimit = 50;

/** Those that begin with the prefix first, then those that hold it. */
export function rank(all: readonly Suggestion[], prefix: string): Suggestion[] {
  const wanted = prefix.toLowerCase();
  const starts: Suggestion[] = [];
  const holds: Suggestion[] = [];
  for (const suggestion of all) {
    const at = suggestion.insert.toLowerCase().indexOf(wanted);
    if (at === 0) starts.push(suggestion);
    else if (at > 0) holds.push(suggestion);
  }
  const found = [...starts, ...holds];
  // What is typed already is no suggestion.
  return (found.length === 1 && found[0]!.insert === prefix ? [] : found).slice(0, suggestionLimit);
}

/** The text and the caret after taking a suggestion. */
export function take(text: string, caret: number, from: number, suggestion: Suggestion): { text: string; caret: number } {
  const after = text.slice(caret);
  const closing = suggestion.kind === "function" && !after.startsWith("(") ? "(" : "";
  const insert = suggestion.insert + closing;
  return { text: text.slice(0, from) + insert + after, caret: from + insert.length };
}
