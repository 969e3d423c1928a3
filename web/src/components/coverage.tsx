import type { JSX } from "preact";
import { ageText, coarseAge } from "../format/number";

/** Less of a window was watched than this: what was seen is no proof that all went well. */
export const leastCoverage = 0.98;

/** "*10 h" beside a value over a window that was watched for so long only. `part`: 0 to 1, undefined: not known. */
export function Coverage({ part, seconds }: { part: number | undefined; seconds: number }): JSX.Element | null {
  if (part === undefined || part >= leastCoverage) return null;
  return <span class="muted coverage" title={`watched for ${ageText(part * seconds)} of ${ageText(seconds)}`}> *{coarseAge(part * seconds)}</span>;
}
