import type { ComponentChildren, JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { CloseIcon } from "./icons";

/** A modal dialog; the browser keeps the focus in it and gives it back. */
export function Dialog({ title, onClose, children, class: className = "" }: {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
  class?: string;
}): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const shown = useRef(true);
  useLayoutEffect(() => {
    const element = dialog.current;
    if (element && !element.open) element.showModal();
    return () => {
      // Its event "close" comes later, when another dialog may stand in this one's place.
      shown.current = false;
      element?.close();
    };
  }, []);
  return (
    <dialog ref={dialog} class={`dialog ${className}`} aria-label={title} onClose={() => shown.current && onClose()}
      onClick={(event) => event.target === dialog.current && onClose()}>
      <div class="dialog-body">
        <header class="dialog-head">
          <h2>{title}</h2>
          <button type="button" class="button icon" aria-label="Close" onClick={onClose}><CloseIcon /></button>
        </header>
        {children}
      </div>
    </dialog>
  );
}
