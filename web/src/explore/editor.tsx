import type { JSX } from "preact";
import { useLayoutEffect, useId, useRef, useState } from "preact/hooks";
import { labelNames, labelValues } from "../api/prometheus";
import { cut } from "../format/text";
import type { Metric } from "../pages/explore";
import { contextAt, rank, take, type Context, type Suggestion } from "./complete";
import { durations, words } from "./promql_words";

interface EditorProps {
  label: string;
  text: string;
  metrics: readonly Metric[];
  onText: (text: string) => void;
  onRun: () => void;
  onFocus: () => void;
}

async function candidates(context: Context, metrics: readonly Metric[]): Promise<readonly Suggestion[]> {
  switch (context.kind) {
    case "name":
      return [...metrics.map(({ name, type, help }): Suggestion => ({ insert: name, detail: [type, help].filter(Boolean).join(": "), kind: "metric" })), ...words];
    case "label":
      return (await labelNames(context.metric)).filter((name) => name !== "__name__").map((insert) => ({ insert, detail: "", kind: "label" }));
    case "value":
      return (await labelValues(context.label, context.metric)).map((insert) => ({ insert: insert.replace(/["\\]/g, "\\$&"), detail: "", kind: "value" }));
    case "duration":
      return durations;
    case "none":
      return [];
  }
}

function intoView(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: "nearest" });
}

interface Popup {
  from: number;
  items: readonly Suggestion[];
  chosen: number;
}

/** A text field that completes PromQL. Enter runs, Shift+Enter breaks the line; Tab or Enter takes the suggestion that was chosen. */
export function Editor({ label, text, metrics, onText, onRun, onFocus }: EditorProps): JSX.Element {
  const field = useRef<HTMLTextAreaElement>(null);
  const [popup, setPopup] = useState<Popup>();
  const listId = useId();
  const asked = useRef(0);
  const caretAfter = useRef<number | undefined>(undefined);

  useLayoutEffect(() => {
    if (caretAfter.current === undefined) return;
    field.current?.setSelectionRange(caretAfter.current, caretAfter.current);
    caretAfter.current = undefined;
  }, [text]);

  const suggest = async (value: string, caret: number) => {
    const mine = (asked.current += 1);
    const context = contextAt(value, caret);
    if (context.kind === "none") return setPopup(undefined);
    const all = await candidates(context, metrics).catch(() => []);
    if (mine !== asked.current) return;
    const items = rank(all, context.prefix);
    setPopup(items.length === 0 ? undefined : { from: context.from, items, chosen: -1 });
  };
  const close = () => {
    asked.current += 1;
    setPopup(undefined);
  };
  const accept = (item: Suggestion | undefined) => {
    const element = field.current;
    if (!popup || !element || !item) return;
    const next = take(text, element.selectionStart, popup.from, item);
    caretAfter.current = next.caret;
    close();
    onText(next.text);
    element.focus();
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      if (popup && popup.chosen >= 0) return accept(popup.items[popup.chosen]);
      close();
      return onRun();
    }
    if (event.key === " " && event.ctrlKey) {
      event.preventDefault();
      return void suggest(text, event.currentTarget instanceof HTMLTextAreaElement ? event.currentTarget.selectionStart : text.length);
    }
    if (!popup) return;
    const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (by !== 0) setPopup({ ...popup, chosen: (popup.chosen + by + popup.items.length) % popup.items.length });
    else if (event.key === "Tab" && !event.shiftKey && popup.chosen >= 0) accept(popup.items[popup.chosen]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div class="editor">
      <textarea ref={field} class="input" rows={Math.min(8, text.split("\n").length)} spellcheck={false} autocomplete="off" autocapitalize="off"
        aria-label={label} aria-autocomplete="list" aria-controls={listId}
        aria-activedescendant={popup && popup.chosen >= 0 ? `${listId}-${popup.chosen}` : undefined} placeholder="Expression, for example xrpl_peer_count"
        value={text} onKeyDown={onKey} onFocus={onFocus} onBlur={close}
        onInput={(event) => {
          const { value, selectionStart } = event.currentTarget;
          onText(value);
          void suggest(value, selectionStart);
        }} />
      <ul class="suggestions" id={listId} role="listbox" aria-label="Suggestions" hidden={!popup}>
        {popup?.items.map((item, i) => (
          <li key={item.kind + item.insert} id={`${listId}-${i}`} role="option" aria-selected={i === popup.chosen} ref={i === popup.chosen ? intoView : null}
            onPointerDown={(event) => { event.preventDefault(); accept(item); }}>
            <span class={`badge badge-${item.kind}`}>{item.kind}</span> <span class="side-name">{item.insert}</span> <span class="side-help">{cut(item.detail, 120)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
