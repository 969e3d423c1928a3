import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Shape, levelWord } from "../components/shape";
import { ageText } from "../format/number";
import { dateTime, eventTime, isoTime } from "../format/clock";
import { cut } from "../format/text";
import { useNow } from "../live/hooks";
import { networkTitle } from "../networks";
import type { Problem } from "../shell/problems";
import { timeZone } from "../state/settings";
import { useStore } from "../state/store";
import { nodeLink } from "./node_link";
import { useLink } from "../state/router";

const shownAtFirst = 8;

/** What is wrong, since when, and where to look: in words. */
export function ProblemList({ problems }: { problems: readonly Problem[] }): JSX.Element {
  const now = useNow();
  const zone = useStore(timeZone);
  const link = useLink();
  const [all, setAll] = useState(false);
  const shown = all ? problems : problems.slice(0, shownAtFirst);
  return (
    <section class={`panel problems problems-${problems[0]?.level ?? "warn"}`} aria-label="Problems">
      <ul>
        {shown.map((problem) => (
          <li key={`${problem.network}/${problem.node}/${problem.code}`} class={`problem problem-${problem.level}`}>
            <Shape level={problem.level} label={levelWord[problem.level]} />
            <a class="problem-node" href={nodeLink(problem, link)} title={problem.node.slice(0, 2000)}>{cut(problem.node, 60)}</a>
            <span class="problem-text"><span class="visually-hidden">{networkTitle(problem.network)}: </span>{cut(problem.text, 600)}</span>
            <span class="problem-since number">
              {problem.since !== undefined && <time dateTime={isoTime(problem.since)} title={dateTime(problem.since, zone)}>{eventTime(problem.since, now, zone)} · {ageText((now - problem.since) / 1000)}</time>}
            </span>
          </li>
        ))}
      </ul>
      {problems.length > shownAtFirst && <button type="button" class="button small" onClick={() => setAll(!all)}>{all ? "Show fewer" : `Show all ${problems.length}`}</button>}
    </section>
  );
}
