import { createStore, type Store } from "./store";

export type Theme = "system" | "light" | "dark";
export type TimeZone = "local" | "utc";

const prefix = "nodewatch.";

/** localStorage may be switched off: then settings last as long as the page. */
export function readStored(name: string): string | null {
  try {
    return localStorage.getItem(prefix + name);
  } catch {
    return null;
  }
}

export function writeStored(name: string, value: string): void {
  try {
    localStorage.setItem(prefix + name, value);
  } catch {
    return;
  }
}

function stored<T extends string>(name: string, allowed: readonly T[], initial: T): Store<T> {
  const saved = readStored(name);
  const store = createStore<T>(allowed.find((value) => value === saved) ?? initial);
  store.subscribe(() => writeStored(name, store.get()));
  return store;
}

export const themes: readonly Theme[] = ["system", "light", "dark"];
export const theme = stored<Theme>("theme", themes, "system");
export const timeZone = stored<TimeZone>("tz", ["local", "utc"], "local");
/** WCAG 2.1.4: shortcuts of one letter can be switched off. */
export const letterShortcuts = stored<"on" | "off">("shortcuts", ["on", "off"], "on");

const prefersDark = typeof matchMedia === "function" ? matchMedia("(prefers-color-scheme: dark)") : undefined;
/** What is shown now: canvases are drawn anew when it changes. */
export const shownTheme = createStore<"light" | "dark">("light");

export function applyTheme(): void {
  const chosen = theme.get();
  const shown = chosen === "system" ? (prefersDark?.matches ? "dark" : "light") : chosen;
  document.documentElement.dataset.theme = shown;
  shownTheme.set(shown);
}

export function followTheme(): void {
  theme.subscribe(applyTheme);
  prefersDark?.addEventListener("change", applyTheme);
  applyTheme();
}
