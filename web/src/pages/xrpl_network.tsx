import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useEventMarks } from "../components/event_marks";
import { Panel, type PanelState } from "../components/panel";
import { Shape } from "../components/shape";
import { useUnheard } from "../components/unheard";
import { TimeSeries } from "../components/time_series";
import { cut } from "../format/text";
import { heard } from "../live/client";
import { freshness } from "../live/freshness";
import { targetPatterns, useNow, useRows } from "../live/hooks";
import { topic } from "../live/pattern";
import { asPoint } from "../live/point";
import type { Target } from "../live/target";
import { statePatterns, useNodes, type NodeStanding } from "../networks/standing";
import { overview } from "../networks/xrpl";
import { setQuery, useLink, usePlace } from "../state/router";
import { useStore } from "../state/store";
import { AmendmentsTable } from "../xrpl/amendments_table";
import { FeePanel } from "../xrpl/fee_panel";
import { HeatMap } from "../xrpl/heat_map";
import { useIdentity } from "../xrpl/identity";
import { chainName, validatorPath } from "../xrpl/names";
import { networkCharts } from "../xrpl/network_charts";
import { ledgerIntervalMs, NetworkTiles } from "../xrpl/network_tiles";
import type { Ledger, Validator } from "../xrpl/rows";
import { StripPanel } from "../xrpl/strip_panel";
import { useAmendments, useLedgers, useScores, useValidators } from "../xrpl/tables";
import { useTrends } from "../xrpl/trends";
import { ValidatorsTable } from "../xrpl/validators_table";
import { VoteLegend } from "../xrpl/vote_legend";
import type { Page } from "./page";

/** What the panels of ledgers say while there is little to show. */
function ledgerState(ledgers: readonly Ledger[], validators: readonly Validator[], target: Target, now: number): PanelState {
  if (ledgers.length === 0) return { kind: "empty", message: target.lastError ?? "No ledger yet: the first comes with the node's stream, normally within 5 s." };
  if (validators.length === 0) return { kind: "empty", message: "The trusted validators are not known. The node tells them to an admin port only, and needs a validator list." };
  const last = ledgers[0]!.arrived;
  if (last !== undefined && freshness(last, ledgerIntervalMs, now) === "stale") return { kind: "stale", last, now, cause: target.lastError };
  return { kind: "ok" };
}

function tablesOf(node: string): string[] {
  return ["ledgers", "validators"].map((table) => topic("table", "xrpl", node, table));
}

function NetworkOf({ shown, nodes }: { shown: NodeStanding; nodes: readonly NodeStanding[] }): JSX.Element {
  const { target } = shown;
  const { node } = target;
  const now = useNow();
  const marks = useEventMarks();
  const link = useLink();
  const { query } = usePlace();
  const ledgers = useLedgers(node);
  const validators = useValidators(node);
  const amendments = useAmendments(node);
  const scores = useScores(node);
  const trends = useTrends(node);
  const { networkId, key: ours } = useIdentity(node);
  const [heatTable, setHeatTable] = useState(false);
  const chosen = query.get("v") ?? undefined;
  const choose = (key: string) => setQuery({ v: key === query.get("v") ? undefined : key }, true);
  const unheard = useUnheard(tablesOf(node));
  const unheardAmendments = useUnheard([topic("table", "xrpl", node, "amendments")]);
  const state = unheard ?? ledgerState(ledgers, validators, target, now);
  return (
    <>
      <div class="page-head">
        <h1>XRPL network</h1>
        <p class="muted">{chainName(networkId)} as seen by{" "}
          {nodes.length === 1 ? <a href={link(validatorPath(node))}>{cut(node, 80)}</a> : (
            <select class="button" aria-label="As seen by" value={node} onChange={(event) => setQuery({ node: event.currentTarget.value })}>
              {nodes.map(({ target: t }) => <option key={t.node} value={t.node}>{cut(t.node, 80)}</option>)}
            </select>
          )}
        </p>
        <div class="page-links"><a href={link(validatorPath(node))}>Page of this node</a></div>
      </div>
      <ViewpointNote shown={shown} nodes={nodes} />
      <NetworkTiles node={node} ledgers={ledgers} validators={validators} />
      <StripPanel ledgers={ledgers} validators={validators} chosen={chosen} onChoose={choose} state={state} now={now} />
      <Panel title="Signatures by validator" state={state} height={160} note={`the last ${Math.min(256, ledgers.length)} ledgers, newest left; misses on top`}
        actions={<button type="button" class="button" aria-pressed={heatTable} onClick={() => setHeatTable(!heatTable)}>Table</button>}>
        <HeatMap ledgers={ledgers} validators={validators} chosen={chosen} onChoose={choose} asTable={heatTable} />
        {!heatTable && <VoteLegend />}
      </Panel>
      <Panel title="Validators" state={validators.length > 0 ? (unheard ?? { kind: "ok" }) : state} height={160}>
        <ValidatorsTable validators={validators} ledgers={ledgers} scores={scores} trends={trends} ours={ours} chosen={chosen} onChoose={choose} />
      </Panel>
      <div class="columns">
        <Panel title="Amendments" height={120} state={unheardAmendments ?? (amendments.length > 0 ? { kind: "ok" } : { kind: "empty", message: "The node has not told its amendments yet; it is asked every five minutes, on an admin port." })}>
          <AmendmentsTable amendments={amendments} />
        </Panel>
        <FeePanel node={node} />
      </div>
      <div class="charts">{networkCharts(node).map((chart) => <TimeSeries key={chart.title} {...chart} height={130} cause={target.lastError} annotations={marks("xrpl", node)} />)}</div>
    </>
  );
}

/** Those that are well before others, validators before stock nodes. */
export function bestViewpoint(nodes: readonly NodeStanding[], validates: (node: string) => boolean): NodeStanding | undefined {
  const well = nodes.filter(({ level }) => level === "ok");
  return well.find(({ target }) => validates(target.node)) ?? well[0] ?? nodes[0];
}

/**
 * The node whose view is shown: the one in the address. Without one it is chosen when the page is opened, and put there:
 * the page does not change its subject while somebody reads.
 */
function useViewpoint(nodes: readonly NodeStanding[], wanted: string | null): NodeStanding | undefined {
  const rows = useRows(statePatterns);
  const validates = (node: string) => rows.some(([text, , value]) => text === topic("points", "xrpl", node, "xrpl_state") && asPoint(value)?.v.xrpl_validator_configured === 1);
  const shown = wanted !== null && wanted !== "" ? nodes.find(({ target }) => target.node === wanted) : bestViewpoint(nodes, validates);
  // While nothing is heard, none is better than another.
  const choosing = useStore(heard) === "fresh" && (wanted === null || wanted === "");
  const chosen = choosing ? shown?.target.node : undefined;
  useEffect(() => {
    if (chosen !== undefined) setQuery({ node: chosen }, true);
  }, [chosen]);
  return shown;
}

/** A node that is not well sees little of the network: which other node sees more. */
function ViewpointNote({ shown, nodes }: { shown: NodeStanding; nodes: readonly NodeStanding[] }): JSX.Element | null {
  const link = useLink();
  const other = nodes.find(({ level }) => level === "ok");
  if (shown.level === "ok" || shown.level === "info" || !other) return null;
  return (
    <p class={`state-line level-${shown.level}`} data-note="viewpoint">
      <Shape level={shown.level} /> <span>{cut(shown.target.node, 80)} may not follow the network: {shown.word}.</span>
      <a class="button small" href={link("xrpl/network", { node: other.target.node })}>View as {cut(other.target.node, 80)}</a>
    </p>
  );
}

function XrplNetwork(): JSX.Element {
  const nodes = useNodes().filter(({ target }) => target.network === "xrpl");
  const unheard = useUnheard(targetPatterns);
  const { query } = usePlace();
  const wanted = query.get("node");
  const shown = useViewpoint(nodes, wanted);
  if (shown) return <NetworkOf key={shown.target.node} shown={shown} nodes={nodes} />;
  return (
    <>
      <div class="page-head"><h1>XRPL network</h1></div>
      <Panel title="XRPL" state={unheard ?? (nodes.length > 0 ? { kind: "empty", message: `No XRPL node is called ${cut(wanted ?? "", 80)}.` } : { kind: "unconfigured", what: "XRPL node", snippet: overview.snippet })} />
    </>
  );
}

export const page: Page = { component: XrplNetwork };
