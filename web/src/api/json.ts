/** What JSON from outside holds: what has another shape than was expected is unknown, not an error. */
type Members = Readonly<Record<string, unknown>>;

export function members(value: unknown): Members {
  return typeof value === "object" && value !== null ? (value as Members) : {};
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Empty when there is none. */
export function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

export function number(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

const special: ReadonlyMap<string, number> = new Map([["NaN", NaN], ["+Inf", Infinity], ["-Inf", -Infinity]]);

/** Of a number that JSON cannot write: Prometheus and the board do it as these texts. Undefined: any other text. */
export function specialNumber(value: string): number | undefined {
  return special.get(value);
}

/** A number of a sample: of JSON, or one that it cannot write. */
export function sample(value: unknown): number | undefined {
  return typeof value === "number" ? value : typeof value === "string" ? specialNumber(value) : undefined;
}
