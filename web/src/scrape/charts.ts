import type { TimeSeriesProps } from "../components/time_series";
import { quote } from "../format/text";
import { topic } from "../live/pattern";

/** The history of a target's scrapes. */
export function targetCharts(node: string): TimeSeriesProps[] {
  const matcher = `{network="scrape",node=${quote(node)}}`;
  const line = (series: string, label: string) => ({ expr: series + matcher, label, live: { topic: topic("points", "scrape", node, "scrape_target"), series } });
  const byReason = (series: string) => ({ expr: `increase(${series}${matcher}[5m]) and ${series}${matcher} > 0`, label: ({ reason = "" }: Readonly<Record<string, string>>) => reason.replace(/_/g, " ") });
  return [
    { title: "Duration", unit: "seconds", queries: [line("nodewatch_scrape_duration_seconds", "scrape")] },
    { title: "Samples", unit: "1", queries: [line("nodewatch_scrape_samples", "told"), line("nodewatch_scrape_samples_kept", "kept")] },
    { title: "New series", unit: "1", queries: [line("nodewatch_scrape_series_added", "added")] },
    { title: "Size", unit: "bytes", queries: [line("nodewatch_scrape_body_bytes", "of the answer")] },
    { title: "Failed scrapes", unit: "1", queries: [byReason("nodewatch_scrape_failures_total")], emptyText: "No scrape failed." },
    { title: "Refused samples", unit: "1", queries: [byReason("nodewatch_scrape_samples_refused_total")], emptyText: "No sample was refused." },
  ];
}
