import assert from "node:assert/strict";
import { test } from "node:test";
import { betanetQueries } from "../../src/betanet/queries";

test("windows hold several rounds however rare they are", () => {
  assert.match(betanetQueries("main-1", 15_000).packets, /^rate\(betanet_messages_total\{[^}]*\}\[120s\]\)/);
  assert.match(betanetQueries("main-1", 300_000).packets, /\[2400s\]/);
  assert.match(betanetQueries("main-1", 300_000).retries, /\[6000s\]/);
});

test("what another endpoint of the same dialect tells does not stand for the one that tells a value", () => {
  const up = (names: string) => `betanet_endpoint_up{endpoint=~"${names}",network="betanet",node="main-1"}`;
  const q = betanetQueries("main-1", 15_000);
  const shown = 'and on (network, node) (betanet_state{network="betanet",node="main-1"} >= 3)';
  const down = (names: string, unless = "") => `unless on (network, node) (max by (network, node) (${up(names)}) == 0${unless})`;
  assert.equal(q.now("betanet_connected_peers", "nodes"), `betanet_connected_peers{network="betanet",node="main-1"} ${shown} ${down("nodes")} ${down("metrics|mixnodes|status", ` unless on (network, node) ${up("nodes")}`)}`);
  assert.ok(q.packets.endsWith(` ${down("metrics")} ${down("mixnodes", ` unless on (network, node) ${up("metrics")}`)} ${down("status", ` unless on (network, node) ${up("metrics|mixnodes")}`)}`), q.packets);
});
