import assert from "node:assert/strict";
import { test } from "node:test";
import { endpointState, failureText, joinEndpoints } from "../../src/betanet/endpoints_panel";
import { bucketRows, bucketText } from "../../src/betanet/latency";
import { orderMixnodes } from "../../src/betanet/mixnodes_panel";
import { asEndpoint, asMixnode, droppedPart } from "../../src/betanet/rows";
import { greatest, heatShare, newestColumn } from "../../src/components/heat_chart";
import { coreRows } from "../../src/host/cores";
import { fileSystems, usedPercent } from "../../src/host/filesystems";
import { asTarget } from "../../src/live/target";
import { networks } from "../../src/networks";
import { betanetState } from "../../src/networks/betanet";
import { hostState } from "../../src/networks/host";
import { scrapeState, targetPath } from "../../src/networks/scrape";
import type { NodeStanding } from "../../src/networks/standing";
import { firstRows } from "../../src/overview/node_row";
import { findPage, pages } from "../../src/pages";
import { asTargetRow, healthOf, jobsOf, joinTarget, labelText, sampleRate, selectorOf } from "../../src/scrape/rows";

const point = (tags: Record<string, string>, v: Record<string, number>, stale = false) => ({ tags, t: 0, stale, v });

test("states: only up is well; old values and a part that fails are not", () => {
  assert.deepEqual([0, 1, 2, 3, 4].map((state) => betanetState(state)!.level), ["crit", "info", "warn", "warn", "ok"]);
  assert.deepEqual([0, 1, 2].map((state) => hostState(state)!.level), ["crit", "ok", "warn"]);
  assert.deepEqual([0, 1, 2].map((state) => scrapeState(state)!.level), ["crit", "info", "ok"]);
  assert.deepEqual([betanetState(9), hostState(9), scrapeState(9)], [undefined, undefined, undefined]);
});

test("every network has a list of its nodes at its own name, and a page for a node of any name", () => {
  for (const [network, view] of networks) {
    assert.equal(findPage(network)?.entry.network, network);
    assert.equal(findPage(view.nodePage!('a/b:c?d#e "%'))?.names.node, 'a/b:c?d#e "%', network);
    assert.ok(view.columns.length <= 5);
  }
  const keys = pages.flatMap(({ nav }) => nav?.shortcut ?? []);
  assert.equal(new Set(keys).size, keys.length, "no two pages have the same key");
});

test("buckets: counts of each alone, the slowest first; what is unknown stays so, what is a little off is not negative", () => {
  const series = [["+Inf", [7, 3, NaN]], ["0.1", [5, 2, 1]], ["0.05", [2, 2.1, 1]]].map(([le, values]) => ({ metric: { le: le as string }, values: Float64Array.from(values as number[]) }));
  assert.deepEqual(bucketRows([...series, { metric: {}, values: new Float64Array(3) }]).map(({ name, values }) => [name, Array.from(values)]), [
    ["above 100 ms", [2, 1, NaN]], ["50 ms – 100 ms", [3, 0, 0]], ["0 s – 50 ms", [2, 2, 1]],
  ]);
  assert.equal(bucketText(1, 2.5), "1 s – 2.50 s");
  assert.deepEqual(bucketRows([]), []);
});

test("the hue of a cell: nothing for 0, some for the least, all for the greatest, none for what is unknown", () => {
  assert.deepEqual([heatShare(0, 10), heatShare(10, 10), heatShare(20, 10), heatShare(NaN, 10), heatShare(0, 0)], [0, 1, 1, undefined, 0]);
  assert.ok(heatShare(0.001, 10)! > 0.1);
  const rows = [{ name: "a", values: [1, 5, NaN] }, { name: "b", values: [NaN, NaN, NaN] }];
  assert.equal(greatest(rows), 5);
  assert.equal(newestColumn(rows, { start: 1000, stepMs: 10, count: 3 }), 1010);
  assert.equal(newestColumn([rows[1]!], { start: 1000, stepMs: 10, count: 3 }), undefined);
});

test("cores in the order of their numbers", () => {
  const series = ["10", "2", "0"].map((cpu) => ({ metric: { cpu }, values: new Float64Array(1) }));
  assert.deepEqual(coreRows([...series, { metric: {}, values: new Float64Array(1) }]).map(({ name }) => name), ["core 0", "core 2", "core 10"]);
});

test("mixnodes: those that are not active first; a part of nothing is unknown", () => {
  const mixnode = (id: string, row: object = {}) => asMixnode({ id, status: "active", ...row })!;
  const sorted = [mixnode("m10"), mixnode("m2"), mixnode("m3", { status: "inactive" }), mixnode("m4", { status: 5 })].sort(orderMixnodes);
  assert.deepEqual(sorted.map(({ id }) => id), ["m3", "m4", "m2", "m10"]);
  assert.equal(droppedPart(mixnode("a", { processed: 200, dropped: 3 })), 1.5);
  assert.deepEqual([droppedPart(mixnode("a", { processed: 0, dropped: 0 })), droppedPart(mixnode("a", { processed: 5 }))], [undefined, undefined]);
});

test("rows of another shape are unknown", () => {
  for (const value of [null, undefined, 5, "x", [], {}, { id: 3, name: 4, job: 5 }]) assert.deepEqual([asMixnode(value), asEndpoint(value), asTargetRow(value)], [undefined, undefined, undefined]);
  assert.deepEqual(asTargetRow({ job: "j", instance: "i", url: 5, interval_ms: "7", labels: { a: "b", c: 5 }, last: null, error: "" }), { job: "j", instance: "i", url: undefined, interval: undefined, labels: { a: "b" }, last: undefined, error: undefined });
});

test("endpoints: by their rows and their points; failures by reason, the most frequent first", () => {
  const [metrics, status] = joinEndpoints([asEndpoint({ name: "status", ok: false, error: "refused" })!], [point({ endpoint: "metrics" }, { betanet_endpoint_up: 1, 'betanet_request_failures_total{reason="timeout"}': 2, 'betanet_request_failures_total{reason="body_size"}': 3, 'betanet_request_failures_total{reason="connect"}': 0 })]);
  assert.deepEqual([metrics!.name, endpointState(metrics!).level, failureText(metrics!)], ["metrics", "ok", "body size 3, timeout 2"]);
  assert.deepEqual([status!.name, endpointState(status!).level, failureText(status!)], ["status", "crit", undefined]);
  assert.equal(endpointState({ name: "x", row: undefined, point: point({}, { betanet_endpoint_up: 1 }, true) }).level, "stale");
  const asked = (row: object) => endpointState({ name: "x", row: asEndpoint({ name: "x", ...row }), point: undefined }).word;
  const retrying = "no answer; attempt 2 of 4 follows";
  assert.deepEqual([asked({ ok: true, retrying }), asked({ retrying }), asked({ ok: false, retrying }), asked({ ok: true })], ["retrying", "retrying", "fails", "answers"]);
  assert.equal(failureText({ name: "x", row: undefined, point: point({}, { 'betanet_request_failures_total{reason="connect"}': 0 }) }), "none");
});

test("file systems: used is what users cannot have, the fullest first; what is not told is unknown", () => {
  assert.deepEqual([usedPercent(100, 25), usedPercent(0, 0), usedPercent(100, undefined), usedPercent(undefined, 5)], [75, undefined, undefined, undefined]);
  const system = (mountpoint: string, v: Record<string, number>) => point({ mountpoint, device: "d", fstype: "ext4" }, v);
  const found = fileSystems([system("/a", { node_filesystem_size_bytes: 10, node_filesystem_avail_bytes: 5 }), system("/b", {}), system("/c", { node_filesystem_size_bytes: 10, node_filesystem_avail_bytes: 1, node_filesystem_files: 100, node_filesystem_files_free: 25, node_filesystem_readonly: 1, node_filesystem_device_error: 1 })]);
  assert.deepEqual(found.map(({ mountpoint, used, inodes, readOnly, failing }) => [mountpoint, used, inodes, readOnly, failing]), [["/c", 90, 75, true, true], ["/a", 50, undefined, undefined, false], ["/b", undefined, undefined, undefined, false]]);
});

const standing = (network: string, node: string, level: NodeStanding["level"], fresh = true): NodeStanding => ({ target: asTarget({ network, node, state: "ok", last_error: { message: "refused" } })!, level, word: level, fresh, heard: 1 });

test("the overview shows the worst of each network, and how many more there are", () => {
  const nodes = [...Array.from({ length: 5 }, (_, i) => standing("scrape", `s${i}`, i === 4 ? "crit" : "ok")), standing("xrpl", "x", "ok")];
  const { shown, more } = firstRows(nodes, 2);
  assert.deepEqual(shown.map(({ target }) => target.node), ["s4", "s0", "x"]);
  assert.deepEqual(more, [["scrape", 3]]);
});

test("scrape targets: health, jobs and selectors; names with separators stay whole", () => {
  const target = (job: string, instance: string, level: NodeStanding["level"], v: Record<string, number> = {}, fresh = true) =>
    joinTarget(standing("scrape", `${job}/${instance}`, level, fresh), asTargetRow({ job, instance }), { t: 0, i: 5000, v });
  const up = { nodewatch_scrape_samples_kept: 500, nodewatch_scrape_interval_seconds: 5, nodewatch_scrape_duration_seconds: 0.2 };
  const all = [target("b", "1", "ok", up), target("b", "2", "stale", up), target("a", "1", "ok", up), target("a", "2", "info"), target("c", "1", "crit"), target("a", "3", "ok", up, false)];
  assert.deepEqual(all.map(healthOf), ["up", "unknown", "up", "unknown", "down", "unknown"]);
  assert.deepEqual(jobsOf(all), [
    { name: "c", count: 1, up: 0, down: 1, unknown: 0, samples: undefined, slowest: undefined },
    { name: "a", count: 3, up: 1, down: 0, unknown: 2, samples: 100, slowest: 0.2 },
    { name: "b", count: 2, up: 1, down: 0, unknown: 1, samples: 100, slowest: 0.2 },
  ]);
  assert.equal(sampleRate(target("a", "1", "ok", { nodewatch_scrape_samples_kept: 5 })), undefined);
  const bare = joinTarget(standing("scrape", "team/api/x:9", "crit"), undefined, undefined);
  assert.deepEqual([bare.job, bare.instance, bare.error], ["team", "api/x:9", "refused"]);
  assert.equal(selectorOf({ job: 'a"b', instance: "[::1]:9" }), '{job="a\\"b",instance="[::1]:9"}');
  assert.equal(labelText({ a: "x", b: 'y"' }), 'a="x", b="y\\""');
  assert.equal(targetPath("team/api v2/[::1]:8080"), "scrape/team%2Fapi%20v2%2F%5B%3A%3A1%5D%3A8080");
});
