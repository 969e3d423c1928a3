import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { announce } from "./announcer";
import { CopyIcon } from "./icons";

/** A text cut short, with a button that copies the whole. Browsers give the clipboard only to https and localhost: elsewhere the whole text is shown. */
export function CopyText({ text, short, name }: { text: string; short: string; name: string }): JSX.Element {
  const [whole, setWhole] = useState(false);
  const copy = async () => {
    const clipboard: Clipboard | undefined = navigator.clipboard;
    const copied = await (clipboard?.writeText(text).then(() => true, () => false) ?? false);
    if (copied) announce(`${name} copied`, true);
    else setWhole(true);
  };
  return (
    <span class="copy-text">
      <span class="mono" title={text.slice(0, 300)}>{whole ? text.slice(0, 300) : short}</span>
      <button type="button" class="button icon small" aria-label={`Copy ${name}`} title={`Copy ${name}`} onClick={() => void copy()}><CopyIcon /></button>
    </span>
  );
}
