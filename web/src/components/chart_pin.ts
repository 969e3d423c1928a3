import { place, setQuery, usePlace } from "../state/router";

function pinIn(query: URLSearchParams): number | undefined {
  const text = query.get("pin");
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** The moment whose values all charts of the page show, unix ms; it stands in the address. */
export function usePin(): number | undefined {
  return pinIn(usePlace().query);
}

export function setPin(t: number | undefined): void {
  setQuery({ pin: t === undefined ? undefined : String(Math.round(t)) }, true);
}

/** False: nothing was pinned. */
export function freePin(): boolean {
  if (!place.get().query.has("pin")) return false;
  setPin(undefined);
  return true;
}
