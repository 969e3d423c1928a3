import type { JSX } from "preact";
import { Shape, levelWord } from "../components/shape";
import { ageText } from "../format/number";
import { dateTime, isoTime } from "../format/clock";
import { cut } from "../format/text";
import { useNow } from "../live/hooks";
import type { Target } from "../live/target";
import { problemsOf } from "../shell/problems";
import { timeZone } from "../state/settings";
import { useStore } from "../state/store";

/** What is wrong with the node, since when, and what to do: the daemon's own words. */
export function Conditions({ target }: { target: Target }): JSX.Element | null {
  const now = useNow();
  const zone = useStore(timeZone);
  const problems = problemsOf([target]);
  if (problems.length === 0 && target.notices.length === 0) return null;
  return (
    <section class={`panel ${problems.length > 0 ? "problems" : "notes"}`} aria-label="Conditions">
      <ul>
        {problems.map(({ code, level, text, since }) => (
          <li key={code} class="condition">
            <Shape level={level} label={levelWord[level]} />
            <span class="problem-text">{cut(text, 1000)}</span>
            {since !== undefined && <span class="problem-since number">since <time dateTime={isoTime(since)}>{dateTime(since, zone)}</time> · {ageText((now - since) / 1000)}</span>}
          </li>
        ))}
        {target.notices.map((notice) => (
          <li key={notice} class="condition"><Shape level="info" label="notice" /><span class="problem-text">{cut(notice, 1000)}</span></li>
        ))}
      </ul>
    </section>
  );
}
