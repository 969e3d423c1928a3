import type { JSX } from "preact";
import { StatTile } from "../components/stat_tile";
import { coarseAge, fixed } from "../format/number";
import { read, useNodePoints, useNow, type Reading } from "../live/hooks";

const measurements = ["xrpl_ledger", "xrpl_validation", "xrpl_history", "xrpl_server_info", "xrpl_validator_list", "xrpl_load"];
const day = 86_400;
const windowSeconds = { "1h": 3600, "24h": day, "30d": 30 * day };

/** "923 of 928 ledgers", and for how long was counted when that is less than the window. */
function agreementNote(agreed: Reading, missed: Reading, coverage: number | undefined, window: keyof typeof windowSeconds): string | undefined {
  if (agreed.value === undefined || missed.value === undefined) return undefined;
  const all = agreed.value + missed.value;
  const covered = coverage !== undefined && coverage < 0.98 ? ` *${coarseAge(coverage * windowSeconds[window])}` : "";
  return `${fixed(agreed.value, 0)} of ${fixed(all, 0)}${covered}`;
}

export function ValidatorTiles({ node, stock }: { node: string; stock: boolean }): JSX.Element {
  const now = useNow();
  const points = useNodePoints("xrpl", node, measurements);
  const get = (measurement: string, series: string, kind?: "age" | "countdown") => read(points(measurement), series, now, kind);
  const validation = (series: string) => get("xrpl_validation", series);
  const history = (series: string) => get("xrpl_history", series);
  const ledger = get("xrpl_ledger", "xrpl_ledger_sequence");
  const blocked = get("xrpl_server_info", "xrpl_amendment_blocked");
  const expires = get("xrpl_validator_list", "xrpl_validator_list_expires_seconds", "countdown");
  return (
    <div class="tiles">
      <StatTile label="Ledger age" reading={get("xrpl_ledger", "xrpl_ledger_age_seconds", "age")} unit="age" thresholds={{ direction: "above", warn: 10, crit: 20 }} note={ledger.value === undefined ? undefined : `ledger ${fixed(ledger.value, 0)}`} />
      {!stock && (
        <>
          <StatTile label="Agreement 1 h" reading={validation("xrpl_validation_agreement_pct_1h")} unit="percent" thresholds={{ direction: "below", warn: 98, crit: 95 }}
            note={agreementNote(validation("xrpl_validation_agreements_1h"), validation("xrpl_validation_missed_1h"), validation('xrpl_validation_coverage_ratio{window="1h"}').value, "1h")} />
          <StatTile label="Agreement 24 h" reading={validation("xrpl_validation_agreement_pct_24h")} unit="percent" thresholds={{ direction: "below", warn: 99, crit: 95 }}
            note={agreementNote(validation("xrpl_validation_agreements_24h"), validation("xrpl_validation_missed_24h"), validation('xrpl_validation_coverage_ratio{window="24h"}').value, "24h")} />
          <StatTile label="Agreement 30 d" reading={history("xrpl_validation_agreement_pct_30d")} unit="percent" thresholds={{ direction: "below", warn: 99, crit: 95 }}
            note={agreementNote(history("xrpl_validation_agreements_30d"), history("xrpl_validation_missed_30d"), history("xrpl_history_coverage_30d").value, "30d")} />
          <StatTile label="Missed 1 h" reading={validation("xrpl_validation_missed_1h")} unit="1" thresholds={{ direction: "above", warn: 2, crit: 5 }} note="ledgers" />
        </>
      )}
      <StatTile label="Peers" reading={get("xrpl_server_info", "xrpl_peer_count")} unit="1" thresholds={{ direction: "below", warn: 10, crit: 5 }} note="connected" />
      <StatTile label="Load factor" reading={get("xrpl_load", "xrpl_load_factor")} unit="1" note="1 is normal" />
      <StatTile label="Amendments" reading={blocked} unit="1" text={(value) => (value === 1 ? "blocked" : "ok")} level={blocked.value === 1 ? "crit" : "ok"} note={blocked.value === 1 ? "upgrade the node" : "not blocked"} />
      <StatTile label="Validator list" reading={{ ...expires, value: expires.value === undefined ? undefined : Math.floor(expires.value / day) }} unit="d" thresholds={{ direction: "below", warn: 15, crit: 7 }} note="until it expires" />
    </div>
  );
}
