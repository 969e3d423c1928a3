import type { JSX } from "preact";

const drawings: readonly (readonly [string, JSX.Element])[] = [
  ["signed", <rect x="3" y="9" width="6" height="5" class="vote-signed" />],
  ["did not sign", <rect x="3" y="1" width="6" height="13" class="vote-missing" />],
  ["signed another hash", <path d="M3 1h6v5H3zM3 9h6v5H3z" class="vote-other" />],
  ["not yet", <rect x="5" y="11" width="2" height="2" class="vote-waiting" />],
];

/** What the cells of the heat map mean. */
export function VoteLegend(): JSX.Element {
  return (
    <div class="legend">
      {drawings.map(([text, drawing]) => <span class="legend-item" key={text}><svg width="12" height="15" aria-hidden="true">{drawing}</svg> {text}</span>)}
      <span class="legend-item muted">empty: not heard</span>
    </div>
  );
}
