// Thirty live charts of an hour in steps of a second, and nothing else: no part of the product.
import { render } from "preact";
import { Chart } from "../src/components/chart";
import { startLive } from "../src/live/client";
import { topic } from "../src/live/pattern";
import { useSeries } from "../src/series/use_series";
import { followTheme } from "../src/state/settings";

const hour = { from: "now-1h", to: "now" };
const points = Number(new URLSearchParams(location.search).get("points"));

function LiveChart({ node }: { node: string }) {
  const { loaded, version } = useSeries([{
    expr: `xrpl_transaction_rate{node=${JSON.stringify(node)}}`, label: node,
    live: { topic: topic("points", "xrpl", node, "xrpl_ledger"), series: "xrpl_transaction_rate" },
  }], { points, range: hour });
  return loaded ? <Chart title={node} loaded={loaded} version={version} height={120} unit="1/s" /> : <p>loading</p>;
}

followTheme();
startLive();
render(
  <div class="bench">{Array.from({ length: 30 }, (_, i) => <LiveChart key={i} node={`n${i}`} />)}</div>,
  document.getElementById("app")!,
);
