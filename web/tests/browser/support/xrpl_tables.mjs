// The tables and points of an XRPL node that its own pages and the network page show.
const segment = (name) => name.replace(/[%/,*]/g, encodeURIComponent).replace(/\*/g, "%2A");
const letters = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz";

/** Invented, but looks like one; the first is our own. */
export function validatorKey(i) {
  return `nH${Array.from({ length: 50 }, (_, n) => letters[(i * 31 + n * 17 + i * n) % letters.length]).join("")}`;
}

export const validatorCount = 35;
/** A ledger each 4 s of the fake clock. */
const firstLedger = 341_000_000;
export const sequenceAt = (now) => Math.floor(now / 4000) - firstLedger;
const quorum = 28;

export function hash(seq, salt = 0) {
  return Array.from({ length: 64 }, (_, i) => "0123456789ABCDEF"[(seq * 7 + i * i * 3 + i * (seq % 13) + salt * 5) % 16]).join("");
}

function mask(slots) {
  return slots.reduce((bits, slot) => bits | (1n << BigInt(slot)), 0n).toString(16).toUpperCase();
}

/** Validator 3 misses each tenth ledger, validator 7 a stretch of them; each fortieth ledger validator 5 signs another hash, validator 9 is silent. */
function signs(slot, seq) {
  if (slot === 9) return false;
  if (slot === 3) return seq % 10 !== 0;
  if (slot === 7) return seq % 200 > 30;
  return slot !== 5 || seq % 40 !== 2;
}

/** `changes`: other members of the row. `signers`: slots that signed. */
export function ledgerRow(node, seq, changes = {}, signers = undefined) {
  const slots = signers ?? Array.from({ length: validatorCount }, (_, i) => i).filter((slot) => signs(slot, seq));
  const candidates = [{ hash: hash(seq), count: slots.length, mask: mask(slots), quorum: slots.length >= quorum }];
  if (!signers && seq % 40 === 2) candidates.push({ hash: hash(seq, 1), count: 1, mask: mask([5]), quorum: false });
  const own = seq % 90 === 4 ? "missed" : seq % 90 === 9 ? "repaired" : seq % 90 === 17 ? "disagreed" : seq % 90 > 80 ? "unwatched" : "agreed";
  const row = { seq, hash: hash(seq), closed: (seq + firstLedger) * 4, tx: 40 + ((seq * 37) % 90), arrived: (seq + firstLedger) * 4000 + 500, own, trusted: validatorCount, quorum, candidates, ...changes };
  return [`table/xrpl/${segment(node)}/ledgers`, String(seq), row];
}

function amendments(now, node) {
  const seconds = Math.floor(now / 1000);
  const row = (name, changes) => [`table/xrpl/${segment(node)}/amendments`, hash(name.charCodeAt(0)), { id: hash(name.charCodeAt(0)), name, enabled: false, supported: true, vetoed: false, obsolete: false, ...changes }];
  return [
    row("TokenEscrow", { votes: 30, threshold: 28, majority_since: seconds - 5 * 86_400, eta: seconds + 9 * 86_400, vetoed: true }),
    row("SingleAssetVault", { votes: 17, threshold: 28 }),
    row("FutureThing", { supported: false, vetoed: null, votes: 4, threshold: 28 }),
    row("MultiSignReserve", { enabled: true, vetoed: null }),
    row("Clawback", { enabled: true, vetoed: null }),
  ];
}

/** Stock nodes know the validators as well; they have no key and no own validations. */
export function networkTables(now, node, n) {
  const newest = sequenceAt(now);
  const validators = Array.from({ length: validatorCount }, (_, slot) => [`table/xrpl/${segment(node)}/validators`, validatorKey(slot), {
    slot, key: validatorKey(slot), nunl: slot === 7, silent: slot === 9, version: slot % 6 === 0 ? "3.0.0" : "3.1.1", ...(slot === 9 ? { last: newest - 900 } : {}),
  }]);
  const ledgers = Array.from({ length: 256 }, (_, i) => ledgerRow(node, newest - i, n === 2 ? { own: "none" } : {}));
  // Six ledgers passed while nobody watched.
  const seen = ledgers.filter((_, i) => i < 120 || i > 125);
  return [...validators, ...seen, ...amendments(now, node)];
}

export function networkPoints(now, node, n) {
  const t = now / 1000;
  const row = (measurement, key, i, v) => [`points/xrpl/${segment(node)}/${measurement}`, key, { t: now, i, v }];
  const stock = n === 2;
  const windows = Object.fromEntries([["1h", 3600, 1], ["24h", 86_400, 0.42]].flatMap(([name, seconds, coverage]) => {
    const ledgers = Math.round((seconds * coverage) / 4);
    return [
      [`xrpl_validation_agreement_pct_${name}`, n === 1 ? 96.31 : 99.89], [`xrpl_validation_agreements_${name}`, ledgers - 1], [`xrpl_validation_missed_${name}`, 1],
      [`xrpl_validation_disagreed{window="${name}"}`, 0], [`xrpl_validation_coverage_ratio{window="${name}"}`, coverage],
    ];
  }));
  return [
    row("xrpl_state", "", 1000, { xrpl_up: 1, xrpl_validator_state_value: n === 0 ? 7 : 5, xrpl_time_in_current_state_seconds: t - 1_232_000, xrpl_validator_configured: stock ? 0 : 1 }),
    ...(stock ? [] : [row("xrpl_validation", "", 4000, windows), row("xrpl_pubkey_realtime", `pubkey="${validatorKey(0)}"`, 15_000, { xrpl_pubkey_realtime: 1 })]),
    row("xrpl_ledger", "", 4000, {
      xrpl_ledger_sequence: sequenceAt(now), xrpl_ledger_age_seconds: Math.floor(t / 4) * 4, xrpl_transaction_rate: 21.4, xrpl_ledger_close_interval_seconds: 3.91,
      xrpl_base_fee_xrp: 1e-5, xrpl_reserve_base_xrp: 1, xrpl_reserve_inc_xrp: 0.2,
    }),
    row("xrpl_fee", "", 10_000, { xrpl_fee_median_xrp: 0.005, xrpl_fee_open_ledger_xrp: 1e-5, xrpl_fee_minimum_xrp: 1e-5, xrpl_transaction_queue_size: 3, xrpl_transaction_queue_limit: 2000 }),
    row("xrpl_validator_list", "", 15_000, { xrpl_trusted_validators: validatorCount, xrpl_quorum_configured: quorum, xrpl_validator_list_expires_seconds: t + 58.4 * 86_400, xrpl_negative_unl_validators: 1 }),
    row("xrpl_upgrade", "", 5000, { xrpl_peers_higher_version_pct_realtime: 12 }),
    row("xrpl_build_info", 'version="3.1.1",network_id="0"', 15_000, { xrpl_build_info: 1 }),
    row("xrpl_state_accounting", "", 60_000, Object.fromEntries([["full", 1_230_000, 3], ["tracking", 90, 4], ["syncing", 200, 2], ["connected", 40, 2], ["disconnected", 9, 1]].flatMap(([s, d, c]) => [
      [`xrpl_state_accounting_duration_seconds{state="${s}"}`, d], [`xrpl_state_accounting_transitions{state="${s}"}`, c],
    ]))),
    row("xrpl_publisher", 'publisher="ED2677ABFFD1B33AC6FBC3062B71F1E8397C1505E1C42C64D11AD1B28FF73F4734"', 60_000, { xrpl_unl_available: 1, xrpl_unl_sequence: 80, xrpl_unl_expires_seconds: t + 12.5 * 86_400, xrpl_unl_validators: 35 }),
    row("xrpl_unl_site", 'site="https://vl.ripple.com"', 60_000, { xrpl_unl_refresh_ok: 0, xrpl_unl_refresh_age_seconds: t - 5000 }),
    row("xrpl_certificate", 'url="https://vl.ripple.com"', 60_000, { xrpl_cert_expiry_days_realtime: 229 }),
  ];
}
