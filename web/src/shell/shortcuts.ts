import { freePin } from "../components/chart_pin";
import { leaveFullPanel, toggleFullPanel } from "../components/full_panel";
import { pages } from "../pages";
import { paused, serverNow } from "../live/client";
import { linkTo, navigate, place, setQuery } from "../state/router";
import { letterShortcuts, shownTheme, theme } from "../state/settings";
import { currentRange, setRange } from "../state/time_range";
import { shift, zoomIn, zoomOut } from "../time/range";
import { createStore } from "../state/store";

export type Overlay = "help" | "palette" | undefined;
export const overlay = createStore<Overlay>(undefined);

/** After "g" the next letter names a page, for this long between the keys: a page that is late with them loses none. */
const prefixMs = 1500;
/** On the clock of the events, ms. */
let prefixUntil = -1;

export function togglePause(): void {
  paused.set(!paused.get());
}

export function toggleTheme(): void {
  theme.set(shownTheme.get() === "dark" ? "light" : "dark");
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

function focus(selector: string): void {
  document.querySelector<HTMLElement>(selector)?.focus();
}

const actions: Readonly<Record<string, (event: KeyboardEvent) => void>> = {
  "?": () => overlay.set("help"),
  p: togglePause,
  d: toggleTheme,
  f: toggleFullPanel,
  t: () => document.getElementById("range-button")?.click(),
  "/": () => focus("[data-search]"),
  "[": () => setRange(shift(currentRange(), -1, serverNow())),
  "]": () => setRange(shift(currentRange(), 1, serverNow())),
  "-": () => setRange(zoomOut(currentRange(), serverNow())),
  "+": () => setRange(zoomIn(currentRange(), serverNow())),
  g: ({ timeStamp }) => {
    prefixUntil = timeStamp + prefixMs;
  },
};

/** Escape: one thing at a time, the innermost first. */
function leave(): void {
  if (freePin() || leaveFullPanel()) return;
  if (place.get().query.has("kiosk")) setQuery({ kiosk: undefined, every: undefined });
}

function onKey(event: KeyboardEvent): void {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    overlay.set("palette");
    return;
  }
  if (event.key === "Escape" && overlay.get() === undefined && !event.defaultPrevented) leave();
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (letterShortcuts.get() === "off" || isTyping(event.target) || overlay.get() !== undefined) return;
  if (event.timeStamp < prefixUntil) {
    prefixUntil = -1;
    const entry = pages.find(({ nav }) => nav?.shortcut === event.key);
    if (entry) navigate(linkTo(entry.path, place.get().query));
    return;
  }
  const action = actions[event.key];
  if (!action) return;
  event.preventDefault();
  action(event);
}

export function startShortcuts(): () => void {
  document.addEventListener("keydown", onKey);
  return () => document.removeEventListener("keydown", onKey);
}

/** For the help dialog. */
export function shortcutHelp(): { keys: string; text: string }[] {
  return [
    ...pages.flatMap(({ nav, title }) => (nav ? [{ keys: `g ${nav.shortcut}`, text: title }] : [])),
    { keys: "Ctrl+K", text: "Go to a node, page or metric" },
    { keys: "/", text: "Filter or search" },
    { keys: "t", text: "Time range" },
    { keys: "[  ]", text: "Earlier, later" },
    { keys: "+  -", text: "Zoom in, zoom out" },
    { keys: "p", text: "Pause and go on" },
    { keys: "d", text: "Dark or light" },
    { keys: "f", text: "Full screen of the panel with the focus or under the pointer, and back" },
    { keys: "?", text: "This help" },
    { keys: "Esc", text: "Close, free the pinned cursor, leave full screen or kiosk mode" },
    { keys: "←  →", text: "In a chart: a 60th of the range; with Shift one sample" },
    { keys: "↑  ↓", text: "In a chart: other line" },
    { keys: "b", text: "In a chart: start and end of a zoom" },
    { keys: "e", text: "In a chart: next event, with Shift the one before" },
    { keys: "Enter", text: "In a chart: pin the cursor on all charts, or free it; a click does the same" },
  ];
}
