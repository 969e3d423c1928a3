import { requestData } from "./http";
import { list, members, text } from "./json";

export interface MetricInfo {
  type: string;
  help: string;
  unit: string;
}

/** By metric family. */
export type Metadata = ReadonlyMap<string, MetricInfo>;

function readInfo(entry: unknown): MetricInfo {
  const { type, help, unit } = members(entry);
  return { type: text(type), help: text(help), unit: text(unit) };
}

/** Where targets do not agree, what one of them tells that says most. */
export function fullest(entries: unknown): MetricInfo {
  const all = list(entries).map(readInfo);
  const knows = (info: MetricInfo) => (info.help ? 2 : 0) + (info.type === "unknown" ? 0 : 1);
  return all.reduce((best, info) => (knows(info) > knows(best) ? info : best), all[0] ?? { type: "unknown", help: "", unit: "" });
}

/** Of all metrics. */
export async function metadata(): Promise<Metadata> {
  const data = members(await requestData("api/v1/metadata"));
  return new Map(Object.entries(data).map(([name, entries]) => [name, fullest(entries)]));
}

/** What the scraped targets tell that the selector `{job="…",instance="…"}` selects. */
export async function targetMetadata(selector: string): Promise<Metadata> {
  const data = list(await requestData(`api/v1/targets/metadata?match_target=${encodeURIComponent(selector)}`));
  return new Map(data.map((entry) => [text(members(entry).metric), readInfo(entry)]));
}

/** What the names of series have behind that of their family, by its type. */
const endings = new Map<string, readonly string[]>([
  ["counter", ["total"]],
  ["histogram", ["bucket", "sum", "count"]],
  ["gaugehistogram", ["bucket", "gsum", "gcount"]],
  ["summary", ["sum", "count"]],
  ["info", ["info"]],
]);

/** Of a series by its name: `a_bucket` belongs to the histogram `a`. */
export function infoOf(name: string, known: Metadata): MetricInfo | undefined {
  const at = name.lastIndexOf("_");
  const family = known.get(name.slice(0, Math.max(0, at)));
  return known.get(name) ?? (family && endings.get(family.type)?.includes(name.slice(at + 1)) ? family : undefined);
}
