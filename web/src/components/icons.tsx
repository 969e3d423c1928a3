import type { JSX } from "preact";

function Icon({ path, width = 1.7 }: { path: string; width?: number }): JSX.Element {
  return <svg viewBox="0 0 16 16" width="12" height="12" aria-hidden="true"><path d={path} fill="none" stroke="currentColor" stroke-width={width} stroke-linecap="round" stroke-linejoin="round" /></svg>;
}

/** Drawn, not typed: not every font has these characters. */
export const CloseIcon = (): JSX.Element => <Icon path="M3 3l10 10M13 3L3 13" />;
export const CopyIcon = (): JSX.Element => <Icon path="M5.5 5.5h9v9h-9zM10.5 5.5v-4h-9v9h4" />;
export const FullIcon = (): JSX.Element => <Icon path="M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4" />;
export const MoreIcon = (): JSX.Element => <Icon path="M2 8h.01M8 8h.01M14 8h.01" width={2.8} />;
