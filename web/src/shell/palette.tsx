import type { JSX } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { logout, messageOf } from "../api/http";
import { metricNames } from "../api/prometheus";
import { signedIn } from "../api/session";
import { Dialog } from "../components/dialog";
import { cut } from "../format/text";
import { useTargets } from "../live/hooks";
import { networks, networkTitle } from "../networks";
import { pages } from "../pages";
import { navigate, useLink } from "../state/router";
import { useStore } from "../state/store";
import { searchItems, type PaletteItem } from "./palette_items";
import { overlay } from "./shortcuts";

const shownLimit = 12;

/** What else has a button only where there is room for it. `run` closes the palette. */
function actions(canSignOut: boolean, close: () => void): PaletteItem[] {
  const help: PaletteItem = { kind: "action", text: "Help", run: async () => overlay.set("help") };
  return canSignOut ? [help, { kind: "action", text: "Sign out", run: () => logout().then(close) }] : [help];
}

function useItems(onClose: () => void): PaletteItem[] {
  const targets = useTargets();
  const canSignOut = useStore(signedIn);
  const link = useLink();
  const [metrics, setMetrics] = useState<readonly string[]>([]);
  useEffect(() => {
    metricNames().then(setMetrics, () => setMetrics([]));
  }, []);
  return useMemo(() => [
    ...pages.filter(({ path }) => !path.includes(":")).map((page): PaletteItem => ({ kind: "page", text: page.title, href: link(page.path) })),
    ...targets.map(({ network, node }): PaletteItem => {
      const page = networks.get(network)?.nodePage?.(node);
      return { kind: "node", text: `${networkTitle(network)} ${node}`, href: page === undefined ? link("", { node }) : link(page) };
    }),
    ...actions(canSignOut, onClose),
    ...metrics.map((name): PaletteItem => ({ kind: "metric", text: name, href: link("explore", { "g0.expr": name }) })),
  ], [targets, metrics, canSignOut]);
}

export function Palette({ onClose }: { onClose: () => void }): JSX.Element {
  const items = useItems(onClose);
  const [problem, setProblem] = useState<string>();
  const [query, setQuery] = useState("");
  const [chosen, setChosen] = useState(0);
  const found = searchItems(items, query, shownLimit);
  const go = (item: PaletteItem | undefined) => {
    if (!item) return;
    if (item.kind === "action") return void item.run().catch((error: unknown) => setProblem(messageOf(error)));
    onClose();
    navigate(item.href);
  };
  const onKey = (event: KeyboardEvent) => {
    const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (event.key === "Enter") go(found[chosen]);
    else if (by === 0) return;
    else setChosen((chosen + by + found.length) % Math.max(1, found.length));
    event.preventDefault();
  };
  return (
    <Dialog title="Go to" onClose={onClose} class="palette">
      <input class="input" autofocus role="combobox" aria-expanded="true" aria-controls="palette-list" aria-label="Node, page or metric" placeholder="Node, page or metric"
        aria-activedescendant={found[chosen] ? `palette-${chosen}` : undefined} value={query} onKeyDown={onKey}
        onInput={(event) => { setQuery(event.currentTarget.value); setChosen(0); }} />
      <ul id="palette-list" role="listbox" aria-label="Results">
        {found.map((item, i) => (
          <li key={item.kind + item.text} id={`palette-${i}`} role="option" aria-selected={i === chosen} onClick={() => go(item)}>
            <span class="palette-kind">{item.kind}</span> {cut(item.text, 120)}
          </li>
        ))}
      </ul>
      <p role="alert" class="level-crit">{problem}</p>
      {found.length === 0 && <p class="empty">Nothing found.</p>}
    </Dialog>
  );
}
