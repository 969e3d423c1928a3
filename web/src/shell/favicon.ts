import type { Level } from "../components/shape";

const shapes: Partial<Record<Level, string>> = {
  info: '<path d="M16 2 30 16 16 30 2 16Z" fill="#3b74c4"/>',
  ok: '<circle cx="16" cy="16" r="11" fill="#197f72"/>',
  warn: '<path d="M16 4 29 28H3Z" fill="#d98a00"/>',
  crit: '<rect x="4" y="4" width="24" height="24" fill="#c62817"/><path d="M11 11l10 10M21 11L11 21" stroke="#fff" stroke-width="3"/>',
  stale: '<circle cx="16" cy="16" r="10" fill="none" stroke="#7a828c" stroke-width="4" stroke-dasharray="6 5"/>',
};

/** The icon of the tab tells the state by its shape. */
export function setFavicon(level: Level): void {
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  const shape = shapes[level];
  if (!link || !shape) return;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">${shape}</svg>`;
  const href = `data:image/svg+xml,${encodeURIComponent(svg)}`;
  if (link.href !== href) link.href = href;
}
