/** Where a parse error is: "1:5: parse error: unclosed left parenthesis". Lines and columns from 1. */
export interface ErrorPlace {
  line: number;
  column: number;
  message: string;
}

export function errorPlace(text: string): ErrorPlace | undefined {
  const match = /(\d+):(\d+): (?:parse error: )?([\s\S]*)/.exec(text);
  return match ? { line: Number(match[1]), column: Number(match[2]), message: match[3]! } : undefined;
}
