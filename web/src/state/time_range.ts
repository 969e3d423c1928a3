import { serverNow } from "../live/client";
import { defaultRange, isValid, type TimeRange } from "../time/range";
import { place, setQuery, usePlace } from "./router";

function rangeIn(query: URLSearchParams): TimeRange {
  const range = { from: query.get("from") ?? defaultRange.from, to: query.get("to") ?? defaultRange.to };
  return isValid(range, serverNow()) ? range : defaultRange;
}

/** The range of the page, from the address. */
export function useRange(): TimeRange {
  return rangeIn(usePlace().query);
}

export function currentRange(): TimeRange {
  return rangeIn(place.get().query);
}

export function setRange(range: TimeRange): void {
  setQuery({ from: range.from, to: range.to });
}
