import type { JSX, RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { place, setQuery, usePlace } from "../state/router";
import { announce } from "./announcer";
import { FullIcon } from "./icons";

interface FullPanel {
  panel: RefObject<HTMLElement | null>;
  full: boolean;
  button: JSX.Element;
}

/** Lets a panel fill the page (the address tells which: panel=<name>); all else in the page is hidden by the style sheet. */
export function useFullPanel(name: string): FullPanel {
  const full = usePlace().query.get("panel") === name;
  const panel = useRef<HTMLElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const before = useRef({ full: false, scroll: 0 });
  // Read now: when the rest is hidden, the page is too short to be scrolled that far.
  if (full && !before.current.full) before.current.scroll = scrollY;
  before.current.full = full;
  useLayoutEffect(() => {
    if (!full) return;
    scrollTo(0, 0);
    if (!panel.current?.contains(document.activeElement)) button.current?.focus({ preventScroll: true });
    announce(`${name} fills the page, Escape leaves`, true);
    return () => {
      if (panel.current?.isConnected) scrollTo(0, before.current.scroll);
    };
  }, [full]);
  const text = full ? `Leave full screen: ${name}` : `Full screen: ${name}`;
  return {
    panel, full,
    button: <button type="button" class="button icon panel-full-button" ref={button} aria-pressed={full} aria-label={text} title={full ? "Leave full screen (Esc)" : "Full screen (f)"} onClick={() => setQuery({ panel: full ? undefined : name })}><FullIcon /></button>,
  };
}

/** Where the keyboard is comes before where the pointer rests, and that before what was clicked last. */
export function toggleFullPanel(): void {
  if (leaveFullPanel()) return;
  const chosen = document.querySelector<HTMLElement>("[data-panel]:has(:focus-visible)") ?? document.querySelector<HTMLElement>("[data-panel]:hover")
    ?? document.activeElement?.closest<HTMLElement>("[data-panel]");
  if (chosen) setQuery({ panel: chosen.dataset.panel });
  else announce("Move the pointer or the focus to a panel, then press f", true);
}

/** False: no panel filled the page. */
export function leaveFullPanel(): boolean {
  if (!place.get().query.has("panel")) return false;
  setQuery({ panel: undefined });
  return true;
}
