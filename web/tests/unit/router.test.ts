import assert from "node:assert/strict";
import { test } from "node:test";
import { readQueries, writeQueries } from "../../src/explore/query_url";
import { findPage, pages } from "../../src/pages";
import { kioskPages, parseEvery } from "../../src/shell/kiosk";
import { linkTo, matchPath, pathBelow } from "../../src/state/router";

test("paths below a base, also behind a proxy", () => {
  const path = (base: string, url: string) => pathBelow(base, new URL(url));
  assert.equal(path("http://h/", "http://h/explore?x=1"), "explore");
  assert.equal(path("http://h/nodewatch/", "http://h/nodewatch/xrpl/validator/a/"), "xrpl/validator/a");
  assert.equal(path("http://h/nodewatch/", "http://h/nodewatch"), "");
  assert.equal(path("http://h/nodewatch/", "http://h/other"), undefined);
  assert.equal(path("http://h/", "http://evil/"), undefined);
});

test("patterns of pages", () => {
  assert.deepEqual(matchPath("xrpl/validator/:node", "xrpl/validator/a%2Fb%20c"), { node: "a/b c" });
  assert.equal(matchPath("xrpl/validator/:node", "xrpl/validator"), undefined);
  assert.equal(matchPath("x/:node", "x/%E0%A4%A"), undefined, "broken encoding is no page");
  assert.deepEqual(matchPath("", ""), {});
});

test("the range goes along, the state of a page does not", () => {
  const query = new URLSearchParams("from=now-6h&to=now&collectors.q=x&node=a");
  assert.equal(linkTo("explore", query), "explore?from=now-6h&to=now");
  assert.equal(linkTo("", new URLSearchParams()), "./");
  assert.equal(linkTo("explore", query, { "g0.expr": "a&b" }), "explore?from=now-6h&to=now&g0.expr=a%26b");
});

test("no page hides a path of the daemon, and no two share a path or a key", () => {
  const first = pages.map(({ path }) => path.split("/")[0]);
  for (const taken of ["api", "assets", "metrics", "health", "ready"]) assert.ok(!first.includes(taken), taken);
  assert.equal(new Set(pages.map(({ path }) => path)).size, pages.length);
  const keys = pages.flatMap(({ nav }) => (nav ? [nav.shortcut] : []));
  assert.equal(new Set(keys).size, keys.length);
  assert.equal(findPage("no/such/page"), undefined);
});

test("expressions in the address come back as they were", () => {
  const queries = [{ expr: 'rate(a{b="c&d"}[5m])', tab: "table", step: 15, log: true, stacked: false }, { expr: "", tab: "values", step: undefined, log: false, stacked: true }] as const;
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(writeQueries(queries))) if (value !== undefined) query.set(name, value);
  assert.deepEqual(readQueries(new URLSearchParams(query.toString())), queries);
  assert.deepEqual(readQueries(new URLSearchParams("g0.expr=x&g0.tab=rubbish&g0.step=-1")), [{ expr: "x", tab: "graph", step: undefined, log: false, stacked: false }]);
});

test("kiosk", () => {
  assert.deepEqual(kioskPages("overview,explore,nonsense"), ["", "explore"]);
  assert.deepEqual(kioskPages("1"), []);
  assert.equal(parseEvery("2m"), 120_000);
  assert.equal(parseEvery("1s"), 5000, "not faster than one can read");
  assert.equal(parseEvery("x"), 30_000);
});
