/**
 * A step of a chart shows one value; what was higher or lower within it would be lost. These expressions give the least
 * and the greatest of each step.
 */
export interface Peaks {
  min: string;
  max: string;
  /** Those that only bound the truth: a value so low or so high need never have occurred. */
  bounds: readonly ("min" | "max")[];
}

const selector = String.raw`(?:[a-zA-Z_:][\w:]*)?(?:\s*\{(?:[^"'\`{}]|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\`[^\`]*\`)*\})?`;
const bare = new RegExp(String.raw`^\s*(?<before>)(?<selector>${selector})(?<after>)\s*$`);
/** Times or by a number above zero: the order of the values stays. */
const scaled = new RegExp(String.raw`^\s*(?<before>)(?<selector>${selector})(?<after>\s*[*/]\s*(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*$`);
/** Of several series the least and greatest of each are put together: the band may be wider than the truth, never narrower. */
const aggregated = new RegExp(String.raw`^\s*(?<before>(?:max|min|sum|avg)\s*\(\s*)(?<selector>${selector})(?<after>\s*\))\s*$`);

/** From samples, however many there are: one look at each. Undefined where the expression is more than a selector and its scale. */
export function peaksOfSamples(expr: string, stepSeconds: number): Peaks | undefined {
  const found = [bare, scaled, aggregated].map((form) => form.exec(expr)?.groups).find((groups) => groups?.selector?.trim());
  if (!found) return undefined;
  const over = (what: "min" | "max") => `${found.before}${what}_over_time(${found.selector!.trim()}[${stepSeconds}s])${found.after}`;
  return { min: over("min"), max: over("max"), bounds: boundsOf(found.before!) };
}

/** Each series has its least at a time of its own: their sum or their greatest was never so low. */
function boundsOf(aggregation: string): Peaks["bounds"] {
  if (aggregation === "") return [];
  if (aggregation.startsWith("max")) return ["min"];
  return aggregation.startsWith("min") ? ["max"] : ["min", "max"];
}

/** So many moments of a step at most are asked for, and where it divides none closer than the least: what changes between them is not seen. */
const mostMoments = 60;
const leastResolutionSeconds = 10;

/** Two or more that divide the step into whole seconds: the last of them is then the moment whose value the step shows. */
function momentsOf(stepSeconds: number): number | undefined {
  const wanted = Math.max(2, Math.min(mostMoments, Math.floor(stepSeconds / leastResolutionSeconds)));
  for (let moments = wanted; moments <= mostMoments; moments += 1) if (stepSeconds % moments === 0) return moments;
  return undefined;
}

/** Of any expression: exact where it can be, else from moments of each step. Undefined for steps too short to hold two of them. */
export function peaksOf(expr: string, stepSeconds: number): Peaks | undefined {
  const exact = peaksOfSamples(expr, stepSeconds);
  if (exact || stepSeconds <= leastResolutionSeconds) return exact;
  const moments = momentsOf(stepSeconds);
  if (moments === undefined) return undefined;
  const over = (what: "min" | "max") => `${what}_over_time((${expr})[${stepSeconds}s:${stepSeconds / moments}s])`;
  return { min: over("min"), max: over("max"), bounds: [] };
}
