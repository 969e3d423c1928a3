import type { JSX } from "preact";
import { useCallback } from "preact/hooks";
import { queryNow } from "../api/batch";
import { StatTile } from "../components/stat_tile";
import { fixed, showText } from "../format/number";
import { quote } from "../format/text";
import { serverNow } from "../live/client";
import { queryReading, read, useNodePoints, useNow, type Reading } from "../live/hooks";
import { usePolled } from "../live/use_polled";
import { limits } from "./limits";
import type { Ledger, Validator } from "./rows";
import { stripLength } from "./ledger_strip";
import { hasQuorum, isYoung, signers } from "./votes";

/** A drop is a millionth of an XRP. */
const dropsPerXrp = 1_000_000;
/** Ledgers follow each other in 3 to 5 s, seldom in more. */
export const ledgerIntervalMs = 6000;
const forksEveryMs = 60_000;

/** The mean of what is known of the ledgers; the newest tells its age. */
export function meanOf(ledgers: readonly Ledger[], of: (ledger: Ledger) => number | undefined, now: number): Reading {
  const values = ledgers.map(of).filter((v): v is number => v !== undefined);
  const t = ledgers[0]?.arrived;
  return queryReading(values.length === 0 ? undefined : values.reduce((sum, v) => sum + v, 0) / values.length, t, ledgerIntervalMs, now);
}

/** How many forks there were in the last day; undefined where nobody counted. */
async function askForks(node: string): Promise<{ value: number | undefined; t: number }> {
  const at = Math.floor(serverNow() / 1000);
  const [series] = await queryNow(`increase(xrpl_ledger_conflicts_total{network="xrpl",node=${quote(node)}}[24h])`, at);
  const value = series?.values.at(-1);
  return { value: value === undefined ? undefined : Math.round(value), t: at * 1000 };
}

/** Ledgers on which a quorum and the node differed, in the last day. After a question that failed the last answer grows old. */
function useForks(node: string): Reading {
  const { value: answer } = usePolled(useCallback(() => askForks(node), [node]), forksEveryMs);
  return queryReading(answer?.value, answer?.t, forksEveryMs, useNow());
}

const measurements = ["xrpl_ledger", "xrpl_fee", "xrpl_validator_list", "xrpl_trusted"];

export function NetworkTiles({ node, ledgers, validators }: { node: string; ledgers: readonly Ledger[]; validators: readonly Validator[] }): JSX.Element {
  const now = useNow();
  const points = useNodePoints("xrpl", node, measurements);
  const forks = useForks(node);
  const ledger = (series: string, kind?: "age") => read(points("xrpl_ledger"), series, now, kind);
  const list = (series: string) => read(points("xrpl_validator_list"), series, now);
  const fee = read(points("xrpl_fee"), "xrpl_fee_median_xrp", now);
  const quorum = list("xrpl_quorum_configured");
  const judged = ledgers.filter((l) => hasQuorum(l) && !l.besideGap && !isYoung(l, now)).slice(0, stripLength);
  const all = ledgers.slice(0, stripLength);
  const signed = meanOf(judged, (l) => signers(l, validators), now);
  return (
    <div class="tiles">
      <StatTile label="Ledger age" reading={ledger("xrpl_ledger_age_seconds", "age")} unit="age" thresholds={limits.ledgerAge} note={ledgers[0] && `ledger ${fixed(ledgers[0].seq, 0)}`} />
      <StatTile label="Ledger interval" reading={ledger("xrpl_ledger_close_interval_seconds")} unit="seconds" thresholds={limits.ledgerInterval} note="mean of the last" />
      <StatTile label="Transactions" reading={ledger("xrpl_transaction_rate")} unit="1/s" note={`${showText(meanOf(all, ({ transactions }) => transactions, now).value, "1")} a ledger`} />
      <StatTile label="Median fee" reading={{ ...fee, value: fee.value === undefined ? undefined : Math.round(fee.value * dropsPerXrp) }} unit="drops" note="of the last ledger" />
      <StatTile label="Validations a ledger" reading={signed} unit="1" note={`of ${validators.length} trusted`}
        thresholds={quorum.value === undefined ? undefined : { direction: "below", warn: Math.min(validators.length, quorum.value + 1), crit: quorum.value }} />
      <StatTile label="Quorum" reading={quorum} unit="1" note={`of ${validators.length} trusted`} help="Trusted validations that a ledger needs" />
      <StatTile label="Negative UNL" reading={list("xrpl_negative_unl_validators")} unit="1" thresholds={limits.negativeUnl} note="not counted" />
      <StatTile label="Forks 24 h" reading={forks} unit="1" thresholds={limits.forks} note="quorum for another" help="Ledgers for which a quorum validated another hash than the node" />
    </div>
  );
}
