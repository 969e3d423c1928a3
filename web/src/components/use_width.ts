import type { RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";

/** Width of an element in CSS pixels, 0 until it is there. `key`: another one when the element may be another. */
export function useWidth(element: RefObject<HTMLElement | null>, key: unknown): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const { current } = element;
    if (!current) return;
    const resize = new ResizeObserver(() => setWidth(current.clientWidth));
    resize.observe(current);
    return () => resize.disconnect();
  }, [key]);
  return width;
}
