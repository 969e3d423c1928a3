import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Shape } from "../components/shape";
import { cut } from "../format/text";
import { paused } from "../live/client";
import { useTargets } from "../live/hooks";
import type { Target } from "../live/target";
import { networks, networkTitle } from "../networks";
import type { Overall } from "../networks/standing";
import { findPage, pages } from "../pages";
import { navigate, setQuery, useLink, usePlace } from "../state/router";
import { theme, themes } from "../state/settings";
import { useStore } from "../state/store";
import { LiveBadge } from "./live_badge";
import { overlay, togglePause } from "./shortcuts";
import { SignOut } from "./sign_out";
import { TimePicker } from "./time_picker";

function menuPages(targets: readonly Target[]): typeof pages {
  const present = new Set(targets.map(({ network }) => network));
  return pages.filter(({ nav, network }) => nav && (network === undefined || present.has(network)));
}

function PageLinks({ targets, current }: { targets: readonly Target[]; current: string }): JSX.Element {
  const link = useLink();
  return (
    <>
      {menuPages(targets).map(({ path, nav }) => (
        <a key={path} href={link(path)} aria-current={path === current ? "page" : undefined}>{nav!.label}</a>
      ))}
    </>
  );
}

function NodeOptions({ targets }: { targets: readonly Target[] }): JSX.Element {
  return <>{targets.map(({ network, node }) => <option key={`${network}/${node}`} value={node}>{cut(`${networkTitle(network)} ${node}`, 80)}</option>)}</>;
}

/** Which node the page is about. It goes from the page of one node to that of another, or narrows down a page of several. */
function NodePicker({ targets, path }: { targets: readonly Target[]; path: string }): JSX.Element | null {
  const { query } = usePlace();
  const link = useLink();
  const found = findPage(path);
  const shown = found?.names.node;
  if (shown !== undefined) {
    // Neighbours are the nodes whose pages this file draws.
    const pageOf = ({ network, node }: Target) => networks.get(network)?.nodePage?.(node);
    const neighbours = targets.filter((target) => findPage(pageOf(target) ?? "")?.entry === found!.entry);
    if (neighbours.length < 2) return null;
    return (
      <select class="button node-picker" aria-label="Node" value={shown} onChange={(event) => {
        const target = neighbours.find(({ node }) => node === event.currentTarget.value);
        const page = target && pageOf(target);
        if (page !== undefined) navigate(link(page));
      }}><NodeOptions targets={neighbours} /></select>
    );
  }
  if (!found?.entry.narrows || targets.length < 2) return null;
  return (
    <select class="button node-picker" aria-label="Node" value={query.get("node") ?? ""} onChange={(event) => setQuery({ node: event.currentTarget.value })}>
      <option value="">All nodes</option>
      <NodeOptions targets={targets} />
    </select>
  );
}

const themeText = { system: "Theme: system", light: "Theme: light", dark: "Theme: dark" };

function ThemeButton(): JSX.Element {
  const chosen = useStore(theme);
  const next = themes[(themes.indexOf(chosen) + 1) % themes.length]!;
  return (
    <button type="button" class="button icon" aria-label={themeText[chosen]} title={`${themeText[chosen]} (d)`} onClick={() => theme.set(next)}>
      <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
        <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="1.6" />
        {chosen !== "light" && <path d={chosen === "dark" ? "M8 2a6 6 0 0 1 0 12 6 6 0 0 1 0-12" : "M8 2a6 6 0 0 1 0 12"} fill="currentColor" />}
      </svg>
    </button>
  );
}

export function PauseButton(): JSX.Element {
  const isPaused = useStore(paused);
  return (
    <button type="button" class="button pause" aria-pressed={isPaused} title="Pause (p)" onClick={togglePause}>
      <svg viewBox="0 0 16 16" width="11" height="11" aria-hidden="true"><path d={isPaused ? "M3 1l11 7-11 7z" : "M3 1h3.5v14H3zM9.5 1H13v14H9.5z"} fill="currentColor" /></svg>
      <span>{isPaused ? "Resume" : "Pause"}</span>
    </button>
  );
}

export function Header({ path }: { path: string }): JSX.Element {
  const targets = useTargets();
  const link = useLink();
  const [menu, setMenu] = useState(false);
  return (
    <header class="header">
      <a class="skip" href="#main" data-plain onClick={(event) => { event.preventDefault(); document.getElementById("main")?.focus(); }}>Skip to content</a>
      <a class="brand" href={link("")}>nodewatch</a>
      <button type="button" class="button menu-button" aria-expanded={menu} aria-controls="page-links" onClick={() => setMenu(!menu)}>Menu</button>
      <nav class={menu ? "nav open" : "nav"} id="page-links" aria-label="Pages" onClick={() => setMenu(false)}>
        <PageLinks targets={targets} current={path} />
        <button type="button" class="menu-only" onClick={() => overlay.set("help")}>Help</button>
        <SignOut class="menu-only" />
      </nav>
      <div class="header-tools">
        <NodePicker targets={targets} path={path} />
        <TimePicker />
        <PauseButton />
        <LiveBadge />
        <ThemeButton />
        <button type="button" class="button icon help-button" aria-label="Help" title="Help (?)" onClick={() => overlay.set("help")}>?</button>
      </div>
    </header>
  );
}

/** At the thumb, on narrow screens. */
export function StatusBar({ overall: { level, text } }: { overall: Overall }): JSX.Element {
  const link = useLink();
  return (
    <nav class="status-bar" aria-label="Quick links">
      <a href={link("")}><Shape level={level} /> {text}</a>
      <button type="button" class="button" onClick={() => overlay.set("palette")}>Go to</button>
      <PauseButton />
    </nav>
  );
}
