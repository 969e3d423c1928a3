import type { JSX } from "preact";
import { ageText, fixed } from "../format/number";
import { eventTime } from "../format/clock";
import type { Grid } from "../series/grid";
import type { TimeZone } from "../state/settings";

/** Steps in which something was down, put together where they touch. */
export interface Incident {
  from: number;
  to: number;
  downMs: number;
}

/** Shares of 0 to 1 in the first `count` steps of the first column; unknown is neither up nor down. */
export function availability({ columns, stepMs, start }: Grid, count: number): { share: number | undefined; unknownMs: number; incidents: Incident[] } {
  const values = columns[0]?.last.subarray(0, count) ?? new Float64Array(count).fill(NaN);
  let sum = 0, known = 0;
  const incidents: Incident[] = [];
  for (const [i, up] of values.entries()) {
    if (Number.isNaN(up)) continue;
    known += 1;
    sum += up;
    if (up >= 1) continue;
    const to = start + i * stepMs;
    const before = incidents.at(-1);
    const down = (1 - up) * stepMs;
    if (before && before.to === to - stepMs) {
      before.to = to;
      before.downMs += down;
    } else incidents.push({ from: to - stepMs, to, downMs: down });
  }
  return { share: known === 0 ? undefined : sum / known, unknownMs: (count - known) * stepMs, incidents };
}

const height = 20;

/** One column a step: filled as far as the node was up, so that two minutes do not paint an hour. */
export function AvailabilityBar({ grid, name, now, zone }: { grid: Grid | undefined; name: string; now: number; zone: TimeZone }): JSX.Element {
  if (!grid) return <div class="availability" />;
  // The step that is not over is not known yet.
  const count = Math.min(grid.count, Math.floor((now - grid.start) / grid.stepMs) + 1);
  const { share, unknownMs, incidents } = availability(grid, count);
  const lines = incidents.slice(-5).reverse().map(({ from, downMs }) => `${eventTime(from, now, zone)}: down for ${ageText(downMs / 1000)}`);
  const summary = share === undefined ? `${name}: no data` : `${name}: ${fixed(share * 100, share === 1 ? 0 : 2)} %`;
  const text = [summary, ...(unknownMs > 0 && share !== undefined ? [`no data for ${ageText(unknownMs / 1000)}`] : []), ...lines].join("\n");
  const values = grid.columns[0]?.last;
  return (
    <svg class="availability" viewBox={`0 0 ${count * 3} ${height}`} preserveAspectRatio="none" role="img" aria-label={text.replace(/\n/g, "; ")}>
      <title>{text}</title>
      {Array.from({ length: count }, (_, i) => {
        const up = values?.[i] ?? NaN;
        if (Number.isNaN(up)) return <rect key={i} class="unknown" x={i * 3} y={height - 4} width="2.2" height="4" />;
        const full = Math.max(0, Math.min(1, up)) * height;
        return (
          <g key={i}>
            {full > 0 && <rect class="up" x={i * 3} y={height - full} width="2.2" height={full} />}
            {full < height && <rect class="down" x={i * 3} y="0" width="2.2" height={Math.max(3, height - full)} />}
          </g>
        );
      })}
    </svg>
  );
}
