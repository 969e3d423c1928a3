import type { ComponentChildren, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { ageText } from "../format/number";
import { clockTime } from "../format/clock";
import { timeZone } from "../state/settings";
import { useStore } from "../state/store";
import { useFullPanel } from "./full_panel";
import { Shape } from "./shape";

/** The six states of a panel. Silence is never shown as health. */
export type PanelState =
  | { kind: "loading" }
  | { kind: "ok" }
  /** Configured, but nothing came yet. */
  | { kind: "empty"; message: ComponentChildren }
  | { kind: "unconfigured"; what: string; snippet: string }
  /** `last`: newest value, unix ms, undefined where there is none to be shown; `now` the same clock. */
  | { kind: "stale"; last: number | undefined; now: number; cause?: string | undefined }
  /** The last picture stays. */
  | { kind: "error"; message: string; retry: () => void; explore?: string | undefined };

interface PanelProps {
  /** Also its name in the address when it fills the page. */
  title: string;
  state: PanelState;
  /** Beside the title: legend, counts. */
  note?: ComponentChildren;
  actions?: ComponentChildren;
  class?: string;
  id?: string;
  /** Height of the body while there is nothing to show, px: so that nothing moves when it comes. */
  height?: number;
  children?: ComponentChildren;
}

export function Panel({ title, state, note, actions, class: className = "", id, height = 160, children }: PanelProps): JSX.Element {
  const { panel, full, button } = useFullPanel(title);
  const dimmed = state.kind === "stale" || state.kind === "error";
  const nothing = state.kind === "stale" && state.last === undefined;
  return (
    <section class={`panel panel-${state.kind} ${full ? "panel-full" : ""} ${className}`} id={id} ref={panel} data-panel={title} data-state={state.kind}>
      <header class="panel-head">
        <h2>{title}</h2>
        {note !== undefined && <div class="panel-note">{note}</div>}
        <div class="panel-actions">{actions}{button}</div>
      </header>
      {state.kind === "stale" && <StaleLine {...state} />}
      {state.kind === "error" && <ErrorBadge {...state} />}
      <div class={dimmed ? "panel-body dimmed" : "panel-body"}>
        {state.kind === "loading" && <Skeleton height={height} />}
        {state.kind === "empty" && <EmptyState height={height}>{state.message}</EmptyState>}
        {state.kind === "unconfigured" && <NotConfigured {...state} />}
        {(state.kind === "ok" || (dimmed && !nothing)) && children}
        {nothing && <div style={{ height: `${height}px` }} />}
      </div>
    </section>
  );
}

/** Of the final size at once, but visible only after 300 ms: what comes fast does not flicker. */
export function Skeleton({ height }: { height: number }): JSX.Element {
  const [visible, setVisible] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setVisible(true), 300);
    return () => clearTimeout(timer);
  }, []);
  return <div class={visible ? "skeleton" : ""} style={{ height: `${height}px` }} role="img" aria-label="Loading" />;
}

export function EmptyState({ children, height }: { children: ComponentChildren; height?: number }): JSX.Element {
  return <div class="empty" style={height === undefined ? undefined : { minHeight: `${height}px` }}><p>{children}</p></div>;
}

function NotConfigured({ what, snippet }: { what: string; snippet: string }): JSX.Element {
  return (
    <div class="empty">
      <p>No {what} configured. Add one to the configuration and restart nodewatch:</p>
      <pre class="snippet" tabIndex={0} aria-label="Example configuration"><code>{snippet}</code></pre>
    </div>
  );
}

function StaleLine({ last, now, cause }: { last: number | undefined; now: number; cause?: string | undefined }): JSX.Element {
  const zone = useStore(timeZone);
  return (
    <p class="state-line level-stale">
      <Shape level="stale" /> <span>{last === undefined ? "not heard" : `stale: last ${clockTime(last, zone)} (${ageText((now - last) / 1000)} ago)`}{cause ? `. ${cause}` : ""}</span>
    </p>
  );
}

export function ErrorBadge({ message, retry, explore }: { message: string; retry: () => void; explore?: string | undefined }): JSX.Element {
  return (
    <p class="state-line level-crit">
      <Shape level="crit" /> <span>query error: {message}</span>
      <button type="button" class="button small" onClick={retry}>Retry</button>
      {explore !== undefined && <a class="button small" href={explore}>Open in Explore</a>}
    </p>
  );
}
