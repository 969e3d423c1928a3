import type { Reading } from "../live/hooks";
import type { Point } from "../live/point";
import type { StateName } from "../components/state_timeline";
import type { Thresholds } from "../components/threshold";

/** A column of a node's row on the overview. */
export interface KeyColumn {
  label: string;
  measurement: string;
  series: string;
  kind?: "age" | "countdown";
  /** The age of the same event by another clock: the lesser one is shown. */
  orAge?: string;
  /** As `show` takes it. */
  unit: string;
  thresholds?: Thresholds;
  text?: (value: number) => string;
  coverage?: WindowCoverage;
}

/** Of a value over a window: the series beside it that tells which part of the window was watched, 0 to 1, and its length. */
export interface WindowCoverage {
  series: string;
  seconds: number;
}

/** A series whose picture says most about a node. */
export interface Headline {
  title: string;
  unit: string;
  measurement: string;
  series: string;
}

/** What the pages that show all networks need to know of one. */
export interface NetworkView {
  title: string;
  /** One of its nodes: "XRPL node". */
  what: string;
  /** nodewatch watches one by itself on every start: that it is there says nothing of what its user wants to watch. */
  alwaysFound?: boolean;
  /**
   * The word for the state of a node, from its points. `file`: of a state that says that it is no node, but a file that is told of
   * among them, what is told.
   */
  state: { measurement: string; series: string; name: (value: number) => StateName | undefined; file?: (value: number) => string | undefined };
  /** Fixed in place, the most important first. At most five. */
  columns: readonly KeyColumn[];
  headline: Headline;
  /** Series of 0 and 1: whether the node answers. */
  up: string;
  /** Page of a node, relative to the base; undefined while there is none. */
  nodePage: ((node: string) => string) | undefined;
  /** Shown where none is configured. */
  snippet: string;
}

export type PointsOf = (measurement: string, key?: string) => Point | undefined;
export type { Reading };
