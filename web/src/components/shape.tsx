import type { JSX } from "preact";

/** States are told by shape and text; colour only helps. */
export type Level = "ok" | "info" | "warn" | "crit" | "stale" | "paused";

const drawings: Readonly<Record<Level, JSX.Element>> = {
  ok: <circle cx="8" cy="8" r="6" fill="currentColor" />,
  info: <path d="M8 1 15 8 8 15 1 8Z" fill="currentColor" />,
  warn: <path d="M8 1.5 15.5 14.500H.5Z" fill="currentColor" />,
  crit: (
    <>
      <rect x="1.5" y="1.5" width="13" height="13" fill="currentColor" />
      <path d="M5 5l6 6M11 5l-6 6" stroke="var(--panel)" stroke-width="2" />
    </>
  ),
  stale: <circle cx="8" cy="8" r="5.5" fill="none" stroke="currentColor" stroke-width="2" stroke-dasharray="2.9 2.9" />,
  paused: <path d="M4 2h3v12H4zM9 2h3v12H9z" fill="currentColor" />,
};

/** Decorative: the text beside it says the same. With `label` it stands alone. */
export function Shape({ level, label }: { level: Level; label?: string }): JSX.Element {
  return (
    <svg class={`shape level-${level}`} viewBox="0 0 16 16" width="12" height="12"
      {...(label === undefined ? { "aria-hidden": true } : { role: "img", "aria-label": label })}>
      {drawings[level]}
    </svg>
  );
}

export const levelWord: Readonly<Record<Level, string>> = {
  ok: "ok", info: "info", warn: "warning", crit: "critical", stale: "stale", paused: "paused",
};

/** Worst first. */
export function worse(a: Level, b: Level): number {
  return rank.indexOf(a) - rank.indexOf(b);
}
const rank: readonly Level[] = ["crit", "warn", "stale", "info", "paused", "ok"];
