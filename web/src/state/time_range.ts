import { serverNow } from "../live/client";
import { defaultRange, isValid, type TimeRange } from "../time/range";
import { place, setQuery, usePlace } from "./router";
import { timeZone, type TimeZone } from "./settings";
import { useStore } from "./store";

function rangeIn(query: URLSearchParams, zone: TimeZone): TimeRange {
  const range = { from: query.get("from") ?? defaultRange.from, to: query.get("to") ?? defaultRange.to, zone };
  return isValid(range, serverNow()) ? range : defaultRange;
}

/** The range of the page, from the address. */
export function useRange(): TimeRange {
  return rangeIn(usePlace().query, useStore(timeZone));
}

export function currentRange(): TimeRange {
  return rangeIn(place.get().query, timeZone.get());
}

export function setRange(range: TimeRange): void {
  setQuery({ from: range.from, to: range.to });
}
