import { useEffect, useState } from "preact/hooks";
import { messageOf } from "../api/http";
import { paused } from "../live/client";

export interface Polled<T> {
  /** The last answer; it stays after an error. */
  value: T | undefined;
  error: string | undefined;
  retry: () => void;
}

/** Asked for now and again each `everyMs`, but not by a page that is paused or not seen. `ask` must stay the same function. */
export function usePolled<T>(ask: () => Promise<T>, everyMs: number): Polled<T> {
  const [state, setState] = useState<Omit<Polled<T>, "retry">>({ value: undefined, error: undefined });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let over = false, busy = false;
    const run = async () => {
      if (busy) return;
      busy = true;
      try {
        const value = await ask();
        if (!over) setState({ value, error: undefined });
      } catch (cause) {
        if (!over) setState(({ value }) => ({ value, error: messageOf(cause) }));
      }
      busy = false;
    };
    void run();
    const timer = setInterval(() => {
      if (!document.hidden && !paused.get()) void run();
    }, everyMs);
    return () => {
      over = true;
      clearInterval(timer);
    };
  }, [ask, everyMs, turn]);
  return { ...state, retry: () => setTurn((n) => n + 1) };
}
