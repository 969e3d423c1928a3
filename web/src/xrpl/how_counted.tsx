import type { JSX } from "preact";
import { Shape } from "../components/shape";
import { Popover } from "../components/popover";
import { ageText, fixed, showText } from "../format/number";
import { dateTime } from "../format/clock";
import { read, useNodePoints, useNow } from "../live/hooks";
import { isStale } from "../live/point";
import { timeZone } from "../state/settings";
import { useStore } from "../state/store";
import { windowSeconds } from "./limits";

const titles = [["1h", "1 h"], ["24h", "24 h"]] as const;

function Windows({ node }: { node: string }): JSX.Element {
  const now = useNow();
  const zone = useStore(timeZone);
  const point = useNodePoints("xrpl", node, ["xrpl_validation"])("xrpl_validation");
  const get = (series: string) => read(point, series, now).value;
  const stale = point !== undefined && isStale(point, now);
  return (
    <table class={stale ? "counted dimmed" : "counted"}>
      {stale && <caption class="level-stale"><Shape level="stale" /> stale: last {dateTime(point.t, zone)}</caption>}
      <thead><tr><th scope="col">Window</th><th scope="col">From</th><th scope="col">Agreed</th><th scope="col">Missed</th><th scope="col">Other hash</th><th scope="col">Watched</th></tr></thead>
      <tbody>
        {titles.map(([id, text]) => {
          const seconds = windowSeconds[id];
          const coverage = get(`xrpl_validation_coverage_ratio{window="${id}"}`);
          return (
            <tr key={id} class="number">
              <th scope="row">{text}</th>
              <td>{dateTime(now - seconds * 1000, zone)}</td>
              <td>{showText(get(`xrpl_validation_agreements_${id}`), "1")}</td>
              <td>{showText(get(`xrpl_validation_missed_${id}`), "1")}</td>
              <td>{showText(get(`xrpl_validation_disagreed{window="${id}"}`), "1")}</td>
              <td>{coverage === undefined ? "–" : `${ageText(coverage * seconds)} (${fixed(coverage * 100, 1)} %)`}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** What the agreement is, and why others may say another number. */
export function HowCounted({ node }: { node: string }): JSX.Element {
  return (
    <Popover button="How is this counted?" class="how-counted" align="end">
      <div class="explanation">
        <Windows node={node} />
        <p>A validated ledger is agreed when our full validation of its hash comes in time: 8 s after it closed, unless configured otherwise. It is missed when none comes, or one of another hash. What comes later repairs the ledger in the windows.</p>
        <p>Ledgers that passed while nodewatch or its stream did not watch count for nothing. A window that was not watched as a whole is marked * with the time that was.</p>
        <p>Explorers count what their own servers heard of, over windows that begin at other times, and count a validation as missed that did not reach them: their number may differ by some ledgers.</p>
      </div>
    </Popover>
  );
}
