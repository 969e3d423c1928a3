import type { JSX } from "preact";
import { fixed } from "../format/number";
import { cut } from "../format/text";

export interface Bar {
  name: string;
  value: number;
}

interface BarListProps {
  bars: readonly Bar[];
  /** What 100 % is; the sum of the bars unless given. */
  total?: number;
  /** So many at most, the rest is told as one. */
  most?: number;
  /** Of a value, unless it is a count. */
  text?: (value: number) => string;
}

/** The longest first; what is beyond `most` as "n others". */
export function longestBars(bars: readonly Bar[], most: number): Bar[] {
  const sorted = [...bars].sort((a, b) => b.value - a.value || (a.name < b.name ? -1 : 1));
  if (sorted.length <= most) return sorted;
  const rest = sorted.slice(most - 1);
  return [...sorted.slice(0, most - 1), { name: `${rest.length} others`, value: rest.reduce((sum, { value }) => sum + value, 0) }];
}

/** Shares of a whole, as text and as bars. */
export function BarList({ bars, total = bars.reduce((sum, { value }) => sum + value, 0), most = 8, text = (value) => fixed(value, 0) }: BarListProps): JSX.Element {
  return (
    <dl class="bar-list">
      {longestBars(bars, most).map(({ name, value }) => {
        const share = total > 0 ? value / total : 0;
        return (
          <div key={name}>
            <dt title={name.slice(0, 300)}>{cut(name, 60)}</dt>
            <dd class="bar"><svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="bar-plain" width={Math.max(share > 0 ? 0.5 : 0, share * 100)} height="8" /></svg></dd>
            <dd class="number">{text(value)}</dd>
            <dd class="number muted">{fixed(share * 100, 0)} %</dd>
          </div>
        );
      })}
    </dl>
  );
}
