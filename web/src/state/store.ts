import { useEffect, useState } from "preact/hooks";

/** A value that components can watch. */
export interface Store<T> {
  get(): T;
  set(value: T): void;
  /** Calls back after each change; returns what ends that. */
  subscribe(changed: () => void): () => void;
}

export function createStore<T>(initial: T): Store<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set(next) {
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of [...listeners]) listener();
    },
    subscribe(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
  };
}

export function useStore<T>(store: Store<T>): T {
  const [, redraw] = useState(0);
  const value = store.get();
  useEffect(() => {
    const changed = () => redraw((n) => n + 1);
    // It may have changed between the drawing and this effect.
    if (!Object.is(store.get(), value)) changed();
    return store.subscribe(changed);
  }, [store]);
  return value;
}
