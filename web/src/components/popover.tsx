import type { ComponentChildren, JSX } from "preact";
import { useLayoutEffect, useId, useRef, useState } from "preact/hooks";

interface PopoverProps {
  /** What the button shows. */
  button: ComponentChildren;
  label?: string;
  class?: string;
  id?: string;
  align?: "start" | "end";
  children: ComponentChildren | ((close: () => void) => ComponentChildren);
}

/** A button and what opens below it. Escape, a click elsewhere and moving the focus out close it. */
export function Popover({ button, label, class: className = "", id, align = "start", children }: PopoverProps): JSX.Element {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const trigger = useRef<HTMLButtonElement>(null);
  const bodyId = useId();
  const close = () => {
    setOpen(false);
    trigger.current?.focus();
  };

  useLayoutEffect(() => {
    if (!open) return;
    const outside = (event: Event) => {
      if (event.target instanceof Node && !box.current?.contains(event.target)) setOpen(false);
    };
    document.addEventListener("pointerdown", outside);
    document.addEventListener("focusin", outside);
    return () => {
      document.removeEventListener("pointerdown", outside);
      document.removeEventListener("focusin", outside);
    };
  }, [open]);

  return (
    <div class={`popover-box ${className}`} ref={box} onKeyDown={(event) => {
      if (event.key !== "Escape" || !open) return;
      event.stopPropagation();
      close();
    }}>
      <button type="button" class="button" id={id} ref={trigger} aria-expanded={open} aria-controls={open ? bodyId : undefined}
        aria-label={label} title={label} onClick={() => setOpen(!open)}>{button}</button>
      {open && <div class={`popover align-${align}`} id={bodyId}>{typeof children === "function" ? children(close) : children}</div>}
    </div>
  );
}
