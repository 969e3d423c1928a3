import type { JSX } from "preact";
import { CopyText } from "../components/copy_text";
import { useEventMarks } from "../components/event_marks";
import { Panel, type PanelState } from "../components/panel";
import { levelWord, Shape } from "../components/shape";
import { StateTimeline } from "../components/state_timeline";
import { useUnheard } from "../components/unheard";
import { TimeSeries } from "../components/time_series";
import { ageText, fixed } from "../format/number";
import { cut, quote } from "../format/text";
import { freshness } from "../live/freshness";
import { eventPatterns, read, targetPatterns, useEvents, useNodePoints, useNow, useTargets, type Reading } from "../live/hooks";
import { topic } from "../live/pattern";
import type { Target } from "../live/target";
import { useNodes } from "../networks/standing";
import { overview, xrplState } from "../networks/xrpl";
import { EventList } from "../overview/event_list";
import { useLink } from "../state/router";
import { Conditions } from "../overview/conditions";
import { HowCounted } from "../xrpl/how_counted";
import { useIdentity } from "../xrpl/identity";
import { chainName } from "../xrpl/names";
import { ledgerIntervalMs } from "../xrpl/network_tiles";
import { OwnStrip } from "../xrpl/own_strip";
import { Publishers } from "../xrpl/publishers";
import { StateAccounting } from "../xrpl/state_accounting";
import { useLedgers } from "../xrpl/tables";
import { validatorCharts } from "../xrpl/validator_charts";
import { ValidatorTiles } from "../xrpl/validator_tiles";
import { shortKey } from "../xrpl/votes";
import type { Page, PageProps } from "./page";

/** "version 3.1.0 (12 % of the peers newer)"; whether that calls for an upgrade the daemon says. */
function versionText(version: string | undefined, newer: Reading, recommended: Reading): string | undefined {
  if (version === undefined) return undefined;
  const peers = newer.stale || newer.value === undefined || newer.value === 0 ? "" : ` (${fixed(newer.value, 0)} % of the peers newer${recommended.value === 1 ? ": upgrade" : ""})`;
  return `version ${cut(version, 40)}${peers}`;
}

/** Name, state and since when, key, version: the first line of the page. */
function Headline({ target }: { target: Target }): JSX.Element {
  const { node } = target;
  const now = useNow();
  const link = useLink();
  const points = useNodePoints("xrpl", node, ["xrpl_state", "xrpl_upgrade"]);
  const point = points("xrpl_state");
  const upgrade = (series: string) => read(points("xrpl_upgrade"), series, now);
  const { version, networkId, key } = useIdentity(node);
  const since = read(point, "xrpl_time_in_current_state_seconds", now, "age");
  const last = read(point, "xrpl_validator_state_value", now).value;
  const standing = useNodes().find((other) => other.target.network === "xrpl" && other.target.node === node);
  const level = standing?.level ?? "stale";
  const word = level === "stale" && standing?.heard !== undefined ? `stale: last ${(last === undefined ? undefined : xrplState(last)?.text) ?? "state"} ${ageText((now - standing.heard) / 1000)} ago` : standing?.word ?? target.state;
  const facts = [chainName(networkId), versionText(version, upgrade("xrpl_peers_higher_version_pct_realtime"), upgrade("xrpl_upgrade_recommended_realtime")), cut(target.address, 80)].filter((fact) => fact !== undefined && fact !== "");
  return (
    <div class="page-head">
      <h1>{cut(node, 120)}</h1>
      <p class={`headline-state level-${level}`} data-level={level}><Shape level={level} label={levelWord[level]} /> <strong>{word}</strong>{standing?.fresh && !since.stale && since.value !== undefined && ` for ${ageText(since.value)}`}</p>
      {key !== undefined && <CopyText text={key} short={cut(shortKey(key), 60)} name="public key" />}
      <p class="muted">{facts.join(" · ")}</p>
      <div class="page-links"><a href={link("xrpl")}>All nodes</a><a href={link("xrpl/network", { node })}>The network as it sees it</a></div>
    </div>
  );
}

function ValidatorOf({ target }: { target: Target }): JSX.Element {
  const { node } = target;
  const now = useNow();
  const marks = useEventMarks();
  const ledgers = useLedgers(node);
  const events = useEvents().filter((event) => event.network === "xrpl" && event.node === node);
  const stock = read(useNodePoints("xrpl", node, ["xrpl_state"])("xrpl_state"), "xrpl_validator_configured", now).value === 0;
  const last = ledgers[0]?.arrived;
  const unheard = useUnheard([topic("table", "xrpl", node, "ledgers")]);
  const unheardEvents = useUnheard(eventPatterns);
  const strip: PanelState = unheard ?? (ledgers.length === 0 ? { kind: "empty", message: target.lastError ?? "No ledger yet: the first comes with the node's stream, normally within 5 s." }
    : last !== undefined && freshness(last, ledgerIntervalMs, now) === "stale" ? { kind: "stale", last, now, cause: target.lastError } : { kind: "ok" });
  return (
    <>
      <Headline target={target} />
      <Conditions target={target} />
      <ValidatorTiles node={node} stock={stock} />
      {stock
        ? <p class="stock-note muted"><Shape level="info" /> A stock node: it has no validator key, so it signs no ledgers and there is no agreement to count.</p>
        : <div class="counted-line"><HowCounted node={node} /></div>}
      <StateTimeline title="State" cause={target.lastError} names={xrplState} query={{
        expr: `xrpl_validator_state_value{network="xrpl",node=${quote(node)}}`, label: "state",
        live: { topic: topic("points", "xrpl", node, "xrpl_state"), series: "xrpl_validator_state_value" },
      }} />
      {!stock && <OwnStrip ledgers={ledgers} state={strip} />}
      <div class="charts">{validatorCharts(node, stock).map((chart) => <TimeSeries key={chart.title} {...chart} height={140} cause={target.lastError} annotations={marks("xrpl", node)} />)}</div>
      <div class="columns even">
        <StateAccounting node={node} />
        <Publishers node={node} />
      </div>
      <Panel title="Last events" height={60} state={unheardEvents ?? (events.length > 0 ? { kind: "ok" } : { kind: "empty", message: "Nothing has happened to this node since nodewatch started." })}>
        <EventList events={events} />
      </Panel>
    </>
  );
}

function XrplValidator({ names }: PageProps): JSX.Element {
  const node = names.node ?? "";
  const unheard = useUnheard(targetPatterns);
  const targets = useTargets().filter(({ network }) => network === "xrpl");
  const target = targets.find((t) => t.node === node);
  if (target) return <ValidatorOf key={node} target={target} />;
  return (
    <>
      <div class="page-head"><h1>{cut(node, 120)}</h1></div>
      <Panel title="XRPL" state={unheard ?? (targets.length > 0 ? { kind: "empty", message: `No XRPL node is called ${cut(node, 80)}.` } : { kind: "unconfigured", what: "XRPL node", snippet: overview.snippet })} />
    </>
  );
}

export const page: Page = { component: XrplValidator };
