import type { JSX } from "preact";
import { DataTable } from "../components/data_table";
import { Panel } from "../components/panel";
import { levelWord, Shape, type Level } from "../components/shape";
import { useUnheard } from "../components/unheard";
import { judge } from "../components/threshold";
import { ageText, fixed } from "../format/number";
import { cut } from "../format/text";
import { useNow } from "../live/hooks";
import { topic } from "../live/pattern";
import { useTagged } from "../live/tagged";
import { limits } from "./limits";

interface Row {
  key: string;
  kind: string;
  name: string;
  level: Level | undefined;
  text: string;
  /** Seconds. */
  left: number | undefined;
}

const day = 86_400;

function leftText(left: number | undefined): string {
  if (left === undefined) return "–";
  return left < 0 ? `expired ${ageText(-left)} ago` : left >= 2 * day ? `${fixed(Math.floor(left / day), 0)} d` : ageText(left);
}

function useRowsOf(node: string): Row[] {
  const now = useNow();
  const seconds = now / 1000;
  const lists = useTagged("xrpl", node, "xrpl_publisher", now).map(({ tags, stale, v }): Row => {
    const left = v.xrpl_unl_expires_seconds === undefined ? undefined : v.xrpl_unl_expires_seconds - seconds;
    const usable = v.xrpl_unl_available;
    const level = stale ? "stale" : usable === 0 ? "crit" : (judge(left, limits.expiry) ?? (usable === 1 ? "ok" : undefined));
    const parts = [usable === 0 ? "not usable" : usable === 1 ? "usable" : "", v.xrpl_unl_validators === undefined ? "" : `${fixed(v.xrpl_unl_validators, 0)} validators`, v.xrpl_unl_sequence === undefined ? "" : `sequence ${fixed(v.xrpl_unl_sequence, 0)}`];
    return { key: `list ${tags.publisher}`, kind: "list", name: tags.publisher ?? "", level, text: parts.filter((part) => part !== "").join(", "), left };
  });
  const sites = useTagged("xrpl", node, "xrpl_unl_site", now).map(({ tags, stale, v }): Row => {
    const ok = v.xrpl_unl_refresh_ok;
    const age = v.xrpl_unl_refresh_age_seconds === undefined ? undefined : seconds - v.xrpl_unl_refresh_age_seconds;
    const text = `${ok === 1 ? "refreshed" : ok === 0 ? "the last refresh failed" : "not known"}${age === undefined ? "" : `, ${ageText(age)} ago`}`;
    return { key: `site ${tags.site}`, kind: "site", name: tags.site ?? "", level: stale ? "stale" : ok === 1 ? "ok" : ok === 0 ? "warn" : undefined, text, left: undefined };
  });
  const certificates = useTagged("xrpl", node, "xrpl_certificate", now).map(({ tags, stale, v }): Row => {
    const left = v.xrpl_cert_expiry_days_realtime === undefined ? undefined : v.xrpl_cert_expiry_days_realtime * day;
    return { key: `cert ${tags.url}`, kind: "certificate", name: tags.url ?? "", level: stale ? "stale" : judge(left, limits.expiry), text: "", left };
  });
  return [...lists, ...sites, ...certificates];
}

/** Where the node has its trusted validators from, and how long that holds. */
export function Publishers({ node }: { node: string }): JSX.Element {
  const rows = useRowsOf(node);
  const unheard = useUnheard(["xrpl_publisher", "xrpl_unl_site", "xrpl_certificate"].map((measurement) => topic("points", "xrpl", node, measurement)));
  return (
    <Panel title="Validator lists" height={120} state={rows.length > 0 ? { kind: "ok" } : unheard ?? { kind: "empty", message: "No publisher is known: the node tells them to an admin port only, once a minute." }}>
      <DataTable name="Validator lists" rows={rows} rowKey={({ key }) => key} height={260} columns={[
        { id: "kind", title: "What", value: ({ kind }) => kind },
        { id: "name", title: "Publisher or site", value: ({ name }) => name, show: ({ name }) => <span class="cut mono publisher" title={name.slice(0, 300)}>{cut(name, 120)}</span> },
        { id: "left", title: "Expires in", align: "end", value: ({ left }) => left, show: ({ left }) => leftText(left) },
        { id: "state", title: "State", value: ({ level, text }) => `${level ? levelWord[level] : ""} ${text}`, show: ({ level, text }) => <>{level && <Shape level={level} label={levelWord[level]} />} {text}</> },
      ]} />
    </Panel>
  );
}
