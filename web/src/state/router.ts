import { createStore, useStore } from "./store";

/** Where the user is: the path below the base without slashes at its ends, and the query. */
export interface Place {
  path: string;
  query: URLSearchParams;
}

/** What goes along to the next page: it belongs to the session and not to a page. */
const sticky = ["from", "to", "refresh", "tz", "theme", "kiosk", "every"];

/** Path of a URL below the base, undefined when it is not below it. */
export function pathBelow(base: string, url: URL): string | undefined {
  const root = new URL(base);
  if (url.origin !== root.origin) return undefined;
  const folder = root.pathname.replace(/[^/]*$/, "");
  if (!`${url.pathname}/`.startsWith(folder)) return undefined;
  return url.pathname.slice(folder.length).replace(/^\/+|\/+$/g, "");
}

/** Segments of a pattern such as "xrpl/validator/:node" are matched, names decoded; undefined: no match. */
export function matchPath(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split("/");
  const given = path.split("/");
  if (wanted.length !== given.length) return undefined;
  const names: Record<string, string> = {};
  for (const [index, segment] of wanted.entries()) {
    const text = given[index]!;
    if (!segment.startsWith(":")) {
      if (segment !== text) return undefined;
      continue;
    }
    try {
      names[segment.slice(1)] = decodeURIComponent(text);
    } catch {
      return undefined;
    }
  }
  return names;
}

/** Relative to the base: what all links of the UI are. */
export function linkTo(path: string, query: URLSearchParams, extra: Readonly<Record<string, string>> = {}): string {
  const kept = new URLSearchParams();
  for (const name of sticky) {
    const value = query.get(name);
    if (value !== null) kept.set(name, value);
  }
  for (const [name, value] of Object.entries(extra)) kept.set(name, value);
  const text = kept.toString();
  const target = path === "" ? "./" : path;
  return text === "" ? target : `${target}?${text}`;
}

const inBrowser = typeof document !== "undefined";
/** Read once: pages change the address, and a relative base must not move with it. */
const base = inBrowser ? document.baseURI.replace(/[?#].*$/, "") : "http://localhost/";

function here(): Place {
  const url = new URL(location.href);
  return { path: pathBelow(base, url) ?? "", query: url.searchParams };
}

export const place = createStore<Place>(inBrowser ? here() : { path: "", query: new URLSearchParams() });

export function resolveUrl(relative: string): string {
  return new URL(relative, base).href;
}

/** `relative`: to the base. History entries are for pages, ranges and zooms; `replace` is for typing. */
export function navigate(relative: string, replace = false): void {
  const url = resolveUrl(relative);
  if (url === location.href) return;
  if (replace) history.replaceState(null, "", url);
  else history.pushState(null, "", url);
  place.set(here());
}

/** Changes the query of this page; undefined and "" remove a name. */
export function setQuery(changes: Readonly<Record<string, string | undefined>>, replace = false): void {
  const { path, query } = here();
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined || value === "") query.delete(name);
    else query.set(name, value);
  }
  const text = query.toString();
  navigate(`${path === "" ? "./" : path}${text === "" ? "" : `?${text}`}`, replace);
}

export function usePlace(): Place {
  return useStore(place);
}

/** Makes links with the sticky part of the present query. */
export function useLink(): (path: string, extra?: Readonly<Record<string, string>>) => string {
  const { query } = usePlace();
  return (path, extra) => linkTo(path, query, extra);
}

function followClick(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const anchor = event.target instanceof Element ? event.target.closest("a") : null;
  if (!anchor || anchor.target !== "" || anchor.hasAttribute("download") || !anchor.hasAttribute("href")) return;
  if (anchor.dataset.plain !== undefined) return;
  const url = new URL(anchor.href);
  if (pathBelow(base, url) === undefined) return;
  event.preventDefault();
  navigate(url.href);
}

export function startRouter(): void {
  addEventListener("popstate", () => place.set(here()));
  document.addEventListener("click", followClick);
}
