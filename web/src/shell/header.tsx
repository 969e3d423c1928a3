import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Shape } from "../components/shape";
import { cut } from "../format/text";
import { paused } from "../live/client";
import { useTargets } from "../live/hooks";
import type { Target } from "../live/target";
import { networkTitle } from "../networks";
import type { Overall } from "../networks/standing";
import { pages } from "../pages";
import { setQuery, useLink, usePlace } from "../state/router";
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

/** Which node the page is about; only pages of several nodes follow it. */
function NodePicker({ targets }: { targets: readonly Target[] }): JSX.Element | null {
  const { query } = usePlace();
  if (targets.length < 2) return null;
  return (
    <select class="button node-picker" aria-label="Node" value={query.get("var-node") ?? ""} onChange={(event) => setQuery({ "var-node": event.currentTarget.value })}>
      <option value="">All nodes</option>
      {targets.map(({ network, node }) => <option key={`${network}/${node}`} value={node}>{cut(`${networkTitle(network)} ${node}`, 80)}</option>)}
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
        <NodePicker targets={targets} />
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
