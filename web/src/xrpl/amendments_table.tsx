import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { DataTable } from "../components/data_table";
import { Shape, type Level } from "../components/shape";
import { ageText, fixed } from "../format/number";
import { dateTime, isoTime } from "../format/clock";
import { cut } from "../format/text";
import { useNow } from "../live/hooks";
import { timeZone } from "../state/settings";
import { useStore } from "../state/store";
import type { Amendment } from "./rows";

interface Standing {
  text: string;
  level?: Level;
  rank: number;
}

/** How far an amendment is, and whether this node can follow. What comes into force without the node blocks it. */
export function standing({ enabled, supported, majoritySince, obsolete }: Amendment): Standing {
  if (enabled) return { text: supported ? "in force" : "in force, unknown to this node", level: supported ? "ok" : "crit", rank: supported ? 4 : 0 };
  if (majoritySince !== undefined) return { text: supported ? "has a majority" : "has a majority, unknown to this node", level: supported ? "info" : "crit", rank: supported ? 1 : 0 };
  if (obsolete) return { text: "obsolete", rank: 3 };
  return supported ? { text: "no majority", rank: 2 } : { text: "no majority, unknown to this node", level: "warn", rank: 2 };
}

function voteText({ enabled, vetoed, obsolete }: Amendment): string {
  if (enabled || obsolete || vetoed === undefined) return "–";
  return vetoed ? "no" : "yes";
}

/** Those that are decided on first; those in force on demand. */
export function AmendmentsTable({ amendments }: { amendments: readonly Amendment[] }): JSX.Element {
  const now = useNow();
  const zone = useStore(timeZone);
  const [all, setAll] = useState(false);
  const open = amendments.filter((a) => !a.enabled || !a.supported);
  const rows = [...(all ? amendments : open)].sort((a, b) => standing(a).rank - standing(b).rank || (b.votes ?? -1) - (a.votes ?? -1) || ((a.name ?? a.id) < (b.name ?? b.id) ? -1 : 1));
  return (
    <>
      <DataTable name="Amendments" rows={rows} rowKey={({ id }) => id} height={360} columns={[
        { id: "name", title: "Amendment", value: ({ name, id }) => name ?? id, show: ({ name, id }) => <span class="cut" title={id.slice(0, 100)}>{cut(name ?? id.slice(0, 16), 80)}</span> },
        { id: "standing", title: "Standing", value: (a) => standing(a).text, show: (a) => {
          const { text, level } = standing(a);
          return <>{level && <Shape level={level} />} {text}</>;
        } },
        { id: "votes", title: "Votes", align: "end", value: ({ votes }) => votes, show: ({ votes, threshold }) => (votes === undefined ? "–" : `${fixed(votes, 0)} of ${threshold ?? "–"}`) },
        { id: "since", title: "Majority since", minor: true, value: ({ majoritySince }) => majoritySince, csv: ({ majoritySince }) => isoTime((majoritySince ?? NaN) * 1000), show: ({ majoritySince }) => (majoritySince === undefined ? "–" : dateTime(majoritySince * 1000, zone)) },
        { id: "eta", title: "In force in", align: "end", value: ({ eta }) => eta, csv: ({ eta }) => isoTime((eta ?? NaN) * 1000), show: ({ eta }) => (eta === undefined ? "–" : ageText(eta - now / 1000)) },
        { id: "vote", title: "Our vote", minor: true, value: voteText },
      ]} />
      <label class="check"><input type="checkbox" checked={all} onChange={() => setAll(!all)} /> show the {amendments.length - open.length} in force</label>
    </>
  );
}
