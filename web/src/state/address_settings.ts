import { parseInterval } from "../time/range";
import { place } from "./router";
import { theme, themes, timeZone } from "./settings";

/** Links may say how they want to be seen: theme=dark, tz=utc (Grafana's names). They win over what is stored. */
export function followAddress(): void {
  let seen = "";
  const apply = () => {
    const { query } = place.get();
    // Only when the address says something new: what the user chose since then stays.
    const said = `${query.get("theme")} ${query.get("tz")}`;
    if (said === seen) return;
    seen = said;
    const wanted = themes.find((name) => name === query.get("theme"));
    if (wanted) theme.set(wanted);
    const zone = query.get("tz")?.toLowerCase();
    if (zone === "utc") timeZone.set("utc");
    if (zone === "browser" || zone === "local") timeZone.set("local");
  };
  apply();
  place.subscribe(apply);
}

/** refresh=30s: how often queries are asked again, ms; undefined where the address says nothing, Infinity for "off". */
export function refreshInterval(): number | undefined {
  const text = place.get().query.get("refresh");
  if (text === "off") return Infinity;
  return text === null ? undefined : parseInterval(text);
}
