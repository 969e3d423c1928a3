import { useEffect, useState } from "preact/hooks";
import { messageOf } from "../api/http";
import { paused } from "./client";

export interface Polled<T> {
  /** The last answer; it stays after an error. */
  value: T | undefined;
  error: string | undefined;
  retry: () => void;
}

/**
 * Asked for now and again `everyMs` after each answer; a page that is paused or not seen asks when it goes on. `ask` must
 * stay the same function (useCallback).
 */
export function usePolled<T>(ask: () => Promise<T>, everyMs: number): Polled<T> {
  const [state, setState] = useState<Omit<Polled<T>, "retry">>({ value: undefined, error: undefined });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let over = false, overdue = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const run = async () => {
      try {
        const value = await ask();
        if (!over) setState({ value, error: undefined });
      } catch (cause) {
        if (!over) setState(({ value }) => ({ value, error: messageOf(cause) }));
      }
      if (!over) timer = setTimeout(runIfSeen, everyMs);
    };
    const runIfSeen = () => {
      overdue = document.hidden || paused.get();
      if (!overdue) void run();
    };
    const goOn = () => {
      if (overdue) runIfSeen();
    };
    void run();
    document.addEventListener("visibilitychange", goOn);
    const endPause = paused.subscribe(goOn);
    return () => {
      over = true;
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", goOn);
      endPause();
    };
  }, [ask, everyMs, turn]);
  return { ...state, retry: () => setTurn((n) => n + 1) };
}
