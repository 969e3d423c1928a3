import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { axisRange } from "../../src/components/chart_data";
import { longestBars } from "../../src/components/bar_list";
import { bandEdges, bandQueries, filledBands, joinBands, orderBands } from "../../src/bitcoin/bands";
import { stripKey } from "../../src/bitcoin/block_strip";
import { bitcoins, blockAge, medianOf, places, placeText, projectedName, rateRange } from "../../src/bitcoin/blocks";
import { levelBy, verdicts } from "../../src/bitcoin/conditions";
import { fullestOf } from "../../src/bitcoin/disk_panel";
import { estimatesOf } from "../../src/bitcoin/fees_panel";
import { reorganisationLevel } from "../../src/bitcoin/limits";
import { chainName, networkName, softwareName } from "../../src/bitcoin/names";
import { sumBars } from "../../src/bitcoin/peer_groups";
import { placesOf } from "../../src/bitcoin/peer_places";
import { filledColumns } from "../../src/bitcoin/peers_panel";
import { asBlock, asPeer, asProjected, type Block, type Peer } from "../../src/bitcoin/rows";
import { newestArrival } from "../../src/bitcoin/strip_panel";
import { timeLeft } from "../../src/bitcoin/sync_panel";
import { orderBlocks } from "../../src/bitcoin/tables";
import { stateOf, tellsBlocks } from "../../src/bitcoin/zmq_panel";
import { lesserAge } from "../../src/live/hooks";
import { mapHeight, mapWidth, project } from "../../src/map/projection";
import { clusterDots } from "../../src/map/world_map";
import { bitcoinState } from "../../src/networks/bitcoin";

const block = (height: number, changes: Partial<Block> = {}): Block => ({ ...asBlock({ height, hash: `h${height}` })!, ...changes });
const peer = (id: number, row: object = {}): Peer => asPeer({ id, ...row })!;

test("the state of a node: only synced is well; a download is no fault", () => {
  assert.deepEqual([0, 1, 2, 3, 4].map((state) => bitcoinState(state)!.level), ["crit", "info", "info", "warn", "ok"]);
  assert.equal(bitcoinState(9), undefined);
});

test("names: software, chains, networks of peers", () => {
  assert.equal(softwareName("/Satoshi:29.0.0/"), "Bitcoin Core 29.0.0");
  assert.equal(softwareName("/Satoshi:29.1.0/Knots:20250903/"), "Satoshi 29.1.0, Knots 20250903");
  assert.equal(softwareName(""), undefined);
  assert.deepEqual(["main", "test", "signet", undefined].map(chainName), ["mainnet", "testnet3", "signet", undefined]);
  assert.deepEqual(["onion", "ipv4", "new", undefined].map(networkName), ["Tor", "IPv4", "new", undefined]);
});

test("verdicts are the daemon's: the worst that holds, ok when none does, nothing while it is not told", () => {
  const reader = (held: Record<string, number>, stale = false) => (series: string) => ({ value: held[/"(.*)"/.exec(series)![1]!], t: 0, stale });
  const well = { no_peers: 0, network_inactive: 0, no_outbound_peers: 0, few_outbound_peers: 0 };
  assert.equal(levelBy(verdicts.peers, reader(well)), "ok");
  assert.equal(levelBy(verdicts.peers, reader({ ...well, few_outbound_peers: 1 })), "warn");
  assert.equal(levelBy(verdicts.peers, reader({ no_peers: 1, network_inactive: 0 })), "crit", "of a node without peers the daemon does not judge the outbound ones");
  assert.equal(levelBy(verdicts.peers, reader({ no_peers: 0, network_inactive: 0 })), undefined, "min_outbound_peers: 0 judges none");
  assert.equal(levelBy(verdicts.peers, reader(well, true)), undefined);
  assert.deepEqual([undefined, 0, 1, 2, 3].map(reorganisationLevel), [undefined, "ok", "info", "warn", "crit"]);
});

test("of two ages of the tip the lesser one is shown, of one that", () => {
  const age = (value: number | undefined, stale = false) => ({ value, t: 1, stale });
  assert.equal(lesserAge(age(400), age(30)).value, 30);
  assert.equal(lesserAge(age(30), age(400)).value, 30);
  assert.equal(lesserAge(age(undefined), age(400)).value, 400);
  assert.equal(lesserAge(age(400), age(undefined)).value, 400);
  assert.equal(lesserAge(age(undefined), age(undefined)).value, undefined);
});

test("no estimate is told by a fresh point without a rate; what is not told is unknown", () => {
  const point = (target: string, v: Record<string, number>, stale = false) => ({ tags: { target }, t: 0, stale, v });
  const estimates = estimatesOf([point("2", { bitcoin_fee_estimate_sat_per_vbyte: 3, bitcoin_fee_estimate_blocks: 2 }), point("3", { bitcoin_fee_estimate_blocks: 3 }), point("6", { bitcoin_fee_estimate_sat_per_vbyte: 2 }, true)]);
  assert.deepEqual(estimates.slice(0, 3).map(({ target, told, rate }) => [target, told, rate]), [[2, true, 3], [3, true, undefined], [6, false, undefined]]);
});

test("a stream: not connected only by its word, silent only by the daemon's, well only when it has sent", () => {
  const point = (stream: string, v: Record<string, number>, stale = false) => ({ tags: { stream }, t: 0, stale, v });
  const sent = { bitcoin_zmq_connected: 1, bitcoin_zmq_seconds_since: 5 };
  const level = (v: Record<string, number>, silence: "ok" | "warn" | undefined, stale = false) => stateOf(point("rawtx", v, stale), silence).level;
  assert.deepEqual([level(sent, "ok"), level(sent, "warn"), level(sent, undefined), level(sent, "ok", true)], ["ok", "warn", "info", "stale"]);
  assert.deepEqual([level({ bitcoin_zmq_connected: 1 }, "ok"), level({ bitcoin_zmq_connected: 0 }, "warn"), level({}, "ok")], ["info", "crit", "info"]);
  assert.ok(tellsBlocks([point("rawtx", sent), point("sequence", { bitcoin_zmq_connected: 1 })]));
  for (const points of [[], [point("rawtx", sent)], [point("hashblock", sent, true)], [point("rawblock", { bitcoin_zmq_connected: 0 })]]) assert.ok(!tellsBlocks(points));
});

test("the file system that is judged is the one with the least room", () => {
  const system = (path: string, free: number | undefined, stale = false) => ({ tags: { path }, t: 0, stale, v: (free === undefined ? {} : { bitcoin_filesystem_free_bytes: free }) as Record<string, number> });
  assert.equal(fullestOf([system("/a", 9), system("/b", 5), system("/c", 1, true), system("/d", undefined)])?.tags.path, "/b");
  assert.equal(fullestOf([system("/d", undefined)]), undefined);
});

test("the newest block came when it was seen, else when it was mined", () => {
  assert.equal(newestArrival([block(1, { arrived: 5000 }), block(2, { time: 6 }), block(3)]), 6000);
  assert.equal(newestArrival([block(3)]), undefined);
});

test("rows of another shape are unknown; what is left out is not 0", () => {
  for (const value of [null, undefined, 5, "x", [], {}]) assert.deepEqual([asBlock(value), asProjected(value), asPeer(value)], [undefined, undefined, undefined]);
  const bare = asBlock({ hash: "h", height: 7, tx: "12", rates: [1, "2", 3], fell_out: 1 })!;
  assert.deepEqual([bare.transactions, bare.arrived, bare.fees, bare.rates, bare.fellOut], [undefined, undefined, undefined, [], false]);
  const someone = asPeer({ id: 3, inbound: "yes", services: ["NETWORK", 5], ping_ms: "7", exact: false, address: "" })!;
  assert.deepEqual([someone.inbound, someone.services, someone.ping, someone.exact, someone.address], [undefined, ["NETWORK"], undefined, false, undefined]);
});

test("blocks: newest first, of one height that of the active chain; the strip has the next one beside the newest", () => {
  const rows = [block(7), block(8, { hash: "a", fellOut: true }), block(8, { hash: "b" })].sort(orderBlocks);
  assert.deepEqual(rows.map(({ hash }) => hash), ["b", "a", "h7"]);
  const projected = [0, 1, 2].map((index) => asProjected({ index, last: index === 2 })!);
  const strip = places(projected, rows);
  assert.deepEqual(strip.map((place) => (place.kind === "mined" ? place.block.hash : projectedName(place.projected))), ["From +3", "+2", "Next block", "b", "a", "h7"]);
  assert.deepEqual(["ArrowLeft", "ArrowRight", "Home", "End", "x"].map((key) => stripKey(key, 0, 6)), [0, 1, 0, 5, undefined]);
});

test("a block in words: what is unknown is left out", () => {
  const full = block(912_004, { arrived: 1_000_000, transactions: 3411, size: 2_097_152, fees: 12_345_678, rates: [1, 2, 4, 9, 31], fellOut: true });
  assert.equal(placeText({ kind: "mined", block: full }, 1_060_000), "Block 912,004, fell out of the chain, 1 m 00 s ago, median 4 sat/vB, 3,411 transactions, 2.00 MiB, fees 0.123 BTC, hash h912004");
  assert.equal(placeText({ kind: "mined", block: block(5) }, 0), "Block 5, hash h5");
  const next = asProjected({ index: 0, tx: 3400, vsize: 997_000, fees: 4_100_000, median: 3.4, rates: [3, 3, 3, 3, 4, 5, 55] })!;
  assert.equal(placeText({ kind: "projected", projected: next }, 0), "Next block, median 3.40 sat/vB, from 3 to 55 sat/vB, 3,400 transactions, 1.00 MvB, fees 0.041 BTC");
  assert.deepEqual([bitcoins(undefined), rateRange([]), rateRange([2, 2]), medianOf(block(1))], ["–", undefined, "2", undefined]);
  // Without an arrival the miner's clock tells the age; seconds against milliseconds.
  assert.equal(blockAge(block(1, { time: 100 }), 160_000), 60);
});

test("bands: in order, each up to the next; the empty ones around are left out", () => {
  const bands = orderBands(["10", "0.5", "x", "1", ""].map((name) => ({ name, vsize: name === "1" ? 5 : 0, transactions: undefined })));
  assert.deepEqual(bands.map(({ low, high }) => [low, high]), [[0.5, 1], [1, 10], [10, undefined]]);
  assert.deepEqual(filledBands(bands).map(({ low }) => low), [1]);
  assert.deepEqual(filledBands([]), []);
});

test("bands are joined to few, the highest first; every band is in one of them", () => {
  const names = ["0", "0.1", "0.5", "1", "2", "3", "4", "60", "100", "2000"];
  const joined = joinBands(names);
  assert.deepEqual(joined.map(({ label }) => label), ["100 and more", "50–100", "3–5", "2–3", "1–2", "0–1"]);
  assert.deepEqual(joined.flatMap((one) => one.names).sort(), [...names].sort());
  const expr = bandQueries('a"b').map((query) => query.expr);
  assert.equal(expr.at(-1), 'sum(bitcoin_mempool_band_vsize_bytes{network="bitcoin",node="a\\"b",band=~"0|0\\\\.1|0\\\\.2|0\\\\.5"}) / 1e6');
});

test("the history asks for the bands that the daemon has", () => {
  const [, list] = /band_edges = \{([^}]*)\}/.exec(readFileSync("../src/networks/bitcoin/mempool_picture.hpp", "utf8"))!;
  assert.deepEqual(bandEdges, list!.split(",").map(Number));
});

test("time left of the download: by what is left, not by blocks", () => {
  assert.equal(timeLeft(0.5, 0.0625), 8);
  assert.equal(timeLeft(0.4, 0), undefined);
  assert.equal(timeLeft(undefined, 1), undefined);
  assert.equal(timeLeft(1.00001, 1), 0);
});

test("places of peers: onion, I2P and CJDNS have none, whatever a row says", () => {
  const found = placesOf([
    peer(1, { network: "ipv4", country: "DE", latitude: 50, longitude: 8 }), peer(2, { network: "onion", latitude: 1, longitude: 1, country: "DE" }), peer(3, { network: "ipv6" }),
    peer(4, { network: "i2p" }), peer(5, { network: "onion" }), peer(6, { network: "ipv4", country: "??" }),
  ]);
  assert.deepEqual(found.dots, [{ latitude: 50, longitude: 8, count: 1, text: "Germany", vague: false }]);
  assert.deepEqual(found.countries, [{ name: "Germany", value: 1 }, { name: "??", value: 1 }]);
  assert.deepEqual(found.hidden, [{ name: "Tor", value: 2 }, { name: "I2P", value: 1 }]);
  assert.equal(found.unknown, 1);
});

test("columns that no row fills are left out", () => {
  const columns = [{ id: "a", title: "A", value: (row: { a?: number }) => row.a }, { id: "b", title: "B", value: () => undefined }];
  assert.deepEqual(filledColumns(columns, [{}, { a: 0 }]).map(({ id }) => id), ["a"]);
});

test("the map: Equal Earth, from the north pole to 60 degrees south", () => {
  // The paper: the whole is 2.05458 times as wide as high, the pole lines are 0.59247 times as long as the equator.
  const [east, middle] = project(0, 180)!;
  const [poleEast, top] = project(90, 180)!;
  assert.equal((mapWidth / (project(-90, 0)![1] - top)).toFixed(5), "2.05458");
  assert.equal(((poleEast - 500) / (east - 500)).toFixed(5), "0.59247");
  assert.deepEqual([Math.round(east), Math.round(top), Math.round(middle * 2)], [mapWidth, 0, Math.round(project(-90, 0)![1])]);
  // By the paper's own form of the formulae, computed apart.
  assert.deepEqual([[45, 90], [-33.87, 151.21], [40.71, -74]].map(([latitude, longitude]) => project(latitude!, longitude!)!.map((v) => v.toFixed(2))), [["714.26", "84.45"], ["885.55", "366.15"], ["318.63", "97.97"]]);
  assert.equal(Math.ceil(project(-60, 0)![1]), mapHeight);
  assert.deepEqual([project(91, 0), project(0, 181), project(NaN, 0)], [undefined, undefined, undefined]);
});

test("dots that would cover each other become one, in their middle", () => {
  const dot = (latitude: number, longitude: number, changes = {}) => ({ latitude, longitude, count: 1, text: `${latitude}`, vague: false, ...changes });
  const [first, second, ...rest] = clusterDots([dot(50.1, 8.6), dot(-33, 151, { vague: true }), dot(50.2, 8.7, { count: 3, vague: true }), dot(100, 0)]);
  assert.deepEqual([first!.count, first!.texts, first!.vague], [4, ["50.1", "50.2"], false]);
  assert.deepEqual([second!.count, second!.vague, rest.length], [1, true, 0]);
});

test("bars: the longest first, the rest as one", () => {
  const bars = [1, 5, 3, 2].map((value) => ({ name: `n${value}`, value }));
  assert.deepEqual(longestBars(bars, 3), [{ name: "n5", value: 5 }, { name: "n3", value: 3 }, { name: "2 others", value: 3 }]);
  assert.equal(longestBars(bars, 4).length, 4);
});

test("points that name the same thing are added up; what is stale or unknown adds nothing", () => {
  const point = (asn: string, peers: number | undefined, stale = false) => ({ tags: { asn }, t: 0, stale, v: (peers === undefined ? {} : { n: peers }) as Record<string, number> });
  assert.deepEqual(sumBars([point("a", 2), point("b", 0), point("a", 1), point("a", 9, true), point("c", undefined)], ({ asn }) => asn, "n"), [{ name: "a", value: 3 }]);
});

test("an axis that ends where it is told cuts what is higher, and is no longer than it must be", () => {
  assert.deepEqual(axisRange(0, 80, { unit: "MvB", most: 10 }), [0, 10]);
  assert.deepEqual(axisRange(0, 5, { unit: "MvB", most: 10 }), [0, 5.4]);
});

test("an axis of heights begins near the least of them", () => {
  assert.deepEqual(axisRange(912_000, 912_100, { unit: "1", tight: true }), [911_992, 912_108]);
  assert.deepEqual(axisRange(5, 5, { unit: "1", tight: true }), [4, 6]);
});
