import type { JSX } from "preact";
import { Dialog } from "../components/dialog";
import { levelWord, Shape, type Level } from "../components/shape";
import { letterShortcuts } from "../state/settings";
import { useStore } from "../state/store";
import { shortcutHelp } from "./shortcuts";
import { SignOut } from "./sign_out";

const meanings: readonly (readonly [Level, string])[] = [
  ["ok", "as it should be"], ["info", "starting or worth knowing"], ["warn", "needs a look"], ["crit", "needs you now"],
  ["stale", "no new value for three intervals: nothing is claimed"], ["paused", "you stopped the drawing"],
];

export function HelpDialog({ onClose }: { onClose: () => void }): JSX.Element {
  const letters = useStore(letterShortcuts);
  return (
    <Dialog title="Keys and signs" onClose={onClose}>
      <div class="help">
        <dl class="keys">
          {shortcutHelp().map(({ keys, text }) => (
            <div key={keys}><dt>{keys.split(/ +/).map((key) => <kbd key={key}>{key}</kbd>)}</dt><dd>{text}</dd></div>
          ))}
        </dl>
        <div>
          <ul class="signs">
            {meanings.map(([level, text]) => <li key={level}><Shape level={level} /> <strong>{levelWord[level]}</strong> {text}</li>)}
          </ul>
          <label class="check"><input type="checkbox" checked={letters === "on"} onChange={(event) => letterShortcuts.set(event.currentTarget.checked ? "on" : "off")} /> Shortcuts of one letter</label>
          <p><SignOut class="button" onDone={onClose} /></p>
        </div>
      </div>
    </Dialog>
  );
}
