import type { JSX } from "preact";
import { Shape } from "../components/shape";
import { eventTime } from "../format/clock";
import { cut } from "../format/text";
import { heard } from "../live/client";
import { useNow } from "../live/hooks";
import type { Overall } from "../networks/standing";
import { useLink } from "../state/router";
import { timeZone } from "../state/settings";
import { useStore } from "../state/store";

/** The worst problem in one line, on pages that do not list it. `told`: the node whose own page tells of it. */
export function ProblemBanner({ overall: { text, problems, silent }, told }: { overall: Overall; told: string | undefined }): JSX.Element | null {
  const link = useLink();
  const now = useNow();
  const zone = useStore(timeZone);
  // While the stream is lost its own banner tells that nothing is known.
  if (useStore(heard) !== "fresh") return null;
  const others = problems.filter(({ node }) => node !== told);
  const [worst] = others;
  if (!worst && silent === 0) return null;
  const level = worst?.level ?? "stale";
  return (
    <div class={`banner problem-banner level-${level}`} data-banner="problems">
      <Shape level={level} />
      <span>{worst ? <><strong>{cut(worst.node, 60)}</strong> {cut(worst.text, 300)}{worst.since !== undefined && <span class="muted"> since {eventTime(worst.since, now, zone)}</span>}</> : text}</span>
      <a class="button small" href={link("")}>{others.length > 1 ? `+${others.length - 1} more` : "Overview"}</a>
    </div>
  );
}
