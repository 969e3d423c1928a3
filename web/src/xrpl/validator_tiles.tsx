import type { JSX } from "preact";
import { Coverage } from "../components/coverage";
import { judge } from "../components/threshold";
import { StatTile } from "../components/stat_tile";
import { fixed } from "../format/number";
import { read, useNodePoints, useNow, type Reading } from "../live/hooks";
import { agreementLevel, coverageOf, limits, windowSeconds, type Window } from "./limits";

const measurements = ["xrpl_ledger", "xrpl_validation", "xrpl_history", "xrpl_server_info", "xrpl_validator_list", "xrpl_load"];
const day = 86_400;

/** "923 of 928 ledgers", and for how long was counted when that is less than the window. */
function agreementNote(agreed: Reading, missed: Reading, coverage: number | undefined, window: Window): JSX.Element | undefined {
  if (agreed.value === undefined || missed.value === undefined) return undefined;
  return <>{fixed(agreed.value, 0)} of {fixed(agreed.value + missed.value, 0)}<Coverage part={coverage} seconds={windowSeconds[window]} /></>;
}

export function ValidatorTiles({ node, stock }: { node: string; stock: boolean }): JSX.Element {
  const now = useNow();
  const points = useNodePoints("xrpl", node, measurements);
  const get = (measurement: string, series: string, kind?: "age" | "countdown") => read(points(measurement), series, now, kind);
  const validation = (series: string) => get("xrpl_validation", series);
  const history = (series: string) => get("xrpl_history", series);
  const agreement = (window: Window, title: string, of: (series: string) => Reading, covered: string) => {
    const reading = of(`xrpl_validation_agreement_pct_${window}`);
    const coverage = of(covered).value;
    return (
      <StatTile label={`Agreement ${title}`} reading={reading} unit="percent" level={agreementLevel(reading.value, coverage, window)}
        note={agreementNote(of(`xrpl_validation_agreements_${window}`), of(`xrpl_validation_missed_${window}`), coverage, window)} />
    );
  };
  const ledger = get("xrpl_ledger", "xrpl_ledger_sequence");
  const blocked = get("xrpl_server_info", "xrpl_amendment_blocked");
  const expires = get("xrpl_validator_list", "xrpl_validator_list_expires_seconds", "countdown");
  return (
    <div class="tiles">
      <StatTile label="Ledger age" reading={get("xrpl_ledger", "xrpl_ledger_age_seconds", "age")} unit="age" thresholds={limits.ledgerAge} note={ledger.value === undefined ? undefined : `ledger ${fixed(ledger.value, 0)}`} />
      {!stock && (
        <>
          {agreement("1h", "1 h", validation, coverageOf("1h").series)}
          {agreement("24h", "24 h", validation, coverageOf("24h").series)}
          {agreement("30d", "30 d", history, "xrpl_history_coverage_30d")}
          <StatTile label="Missed 1 h" reading={validation("xrpl_validation_missed_1h")} unit="1" thresholds={limits.missed} note="ledgers" />
        </>
      )}
      <StatTile label="Peers" reading={get("xrpl_server_info", "xrpl_peer_count")} unit="1" thresholds={limits.peers} note="connected" />
      <StatTile label="Load factor" reading={get("xrpl_load", "xrpl_load_factor")} unit="1" note="1 is normal" />
      <StatTile label="Amendments" reading={blocked} unit="1" text={(value) => (value === 1 ? "blocked" : "ok")} level={blocked.value === 1 ? "crit" : "ok"} note={blocked.value === 1 ? "upgrade the node" : "not blocked"} />
      <StatTile label="Validator list" reading={{ ...expires, value: expires.value === undefined ? undefined : Math.floor(expires.value / day) }} unit="d" level={judge(expires.value, limits.expiry)} note="until it expires" />
    </div>
  );
}
