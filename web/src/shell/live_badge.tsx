import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Shape } from "../components/shape";
import { ageText } from "../format/number";
import { lastFrame, paused, retryNow, stream } from "../live/client";
import { useStore } from "../state/store";
import { liveState, type LiveState } from "./live_state";

/** The badge's own clock: the daemon's stands still when its stream is lost. */
export function useLiveState(): LiveState {
  const status = useStore(stream);
  const isPaused = useStore(paused);
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return liveState(status, lastFrame.get(), isPaused, Math.max(now, lastFrame.get()));
}

const words: Readonly<Record<LiveState["kind"], string>> = {
  connecting: "connecting", live: "live", lost: "lost", paused: "paused",
};

/** Only the word is announced, when it changes; the seconds are for the eye. */
export function LiveBadge(): JSX.Element {
  const { kind, level, age } = useLiveState();
  return (
    <span class={`live-badge level-${level}`} data-live={kind}>
      <Shape level={level} />
      <span role="status">{words[kind]}</span>
      {kind !== "connecting" && kind !== "paused" && <span class="number live-age" aria-hidden="true">{ageText(age)}</span>}
    </span>
  );
}

export function LossBanner(): JSX.Element | null {
  const { kind, age } = useLiveState();
  const status = useStore(stream);
  if (kind !== "lost") return null;
  const wait = status.retryAt === undefined ? 0 : Math.max(0, Math.ceil((status.retryAt - Date.now()) / 1000));
  return (
    <div class="banner level-crit" data-banner="loss">
      <Shape level="warn" />
      <span><strong role="alert">Live stream lost.</strong> <span class="number">{ageText(age)} ago.</span> {lastFrame.get() === 0 ? "Nothing can be shown yet." : "What you see are the last known values."} {wait > 0 ? `Next try in ${wait} s.` : "Trying again."}</span>
      <button type="button" class="button small" onClick={retryNow}>Retry now</button>
    </div>
  );
}
