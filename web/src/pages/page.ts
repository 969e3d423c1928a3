import type { JSX } from "preact";

export interface PageProps {
  /** Names in the path, decoded: {node: "val-1"} of "xrpl/validator/:node". */
  names: Readonly<Record<string, string>>;
}

/** What a page file exports as `page`. */
export interface Page {
  component: (props: PageProps) => JSX.Element;
}

/** A line of the index of pages. What stands here is known before the page's file is loaded. */
export interface PageEntry {
  /** Below the base, ":name" for a segment that varies. Never "health" or "metrics": they are the daemon's. */
  path: string;
  title: string;
  /** Present in the menu, and which key goes there after "g". */
  nav?: { label: string; shortcut: string };
  /** The menu shows it only while this network has targets. */
  network?: string;
  /** The node picker of the header narrows it down to one node: "node" in the address. */
  narrows?: boolean;
  load: () => Promise<{ page: Page }>;
}
