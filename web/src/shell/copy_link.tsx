import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { serverNow } from "../live/client";
import { currentRange } from "../state/time_range";
import { resolve } from "../time/range";

/** This view as a link; `frozen`: always of these minutes, else of the newest. */
function linkHere(frozen: boolean): string {
  const url = new URL(location.href);
  if (frozen) {
    const { from, to } = resolve(currentRange(), serverNow());
    url.searchParams.set("from", String(Math.round(from)));
    url.searchParams.set("to", String(Math.round(to)));
  }
  return url.href;
}

/** Browsers give the clipboard only to https and localhost: elsewhere the link stands there, selected. */
export function CopyLink(): JSX.Element {
  const [shown, setShown] = useState<{ url: string; copied: boolean }>();
  const copy = async (frozen: boolean) => {
    const url = linkHere(frozen);
    const clipboard: Clipboard | undefined = navigator.clipboard;
    const copied = await (clipboard?.writeText(url).then(() => true, () => false) ?? false);
    setShown({ url, copied });
  };
  return (
    <div class="copy-link">
      <button type="button" class="button small" onClick={() => void copy(false)}>Copy link</button>
      <button type="button" class="button small" onClick={() => void copy(true)}>Copy link to this time</button>
      <span role="status">{shown?.copied && "Copied."}</span>
      {shown && !shown.copied && <input class="input" readOnly aria-label="Link" value={shown.url} ref={(element) => element?.select()} />}
    </div>
  );
}
