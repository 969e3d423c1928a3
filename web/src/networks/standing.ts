import { useMemo } from "preact/hooks";
import { worse, type Level } from "../components/shape";
import { clockTime } from "../format/clock";
import { heard, heardAt } from "../live/client";
import type { Freshness } from "../live/freshness";
import { read, useNow, useRows, useTargets } from "../live/hooks";
import { topic } from "../live/pattern";
import { asPoint, type Point } from "../live/point";
import type { Target } from "../live/target";
import { problemsOf, targetLevel, type Problem } from "../shell/problems";
import { timeZone } from "../state/settings";
import { useStore } from "../state/store";
import { networks } from "./index";
import type { NetworkView } from "./network";

/** How a node is, as far as it is known now. */
export interface NodeStanding {
  target: Target;
  level: Level;
  word: string;
  /** Neither its state nor the stream is silent: only then the level is a verdict. */
  fresh: boolean;
  /** When it was last heard, unix ms, daemon's clock; undefined: never. */
  heard: number | undefined;
  /** It is no node, but a file: what is told of it. */
  file?: string | undefined;
}

function worst(a: Level, b: Level): Level {
  return worse(a, b) <= 0 ? a : b;
}

/**
 * The worse of what the daemon concludes and what the node says. `point`: of the state of the node, where `view` knows it;
 * `board`, `boardHeard`: of the stream.
 */
export function standingOf(target: Target, view: NetworkView | undefined, point: Point | undefined, board: Freshness, boardHeard: number | undefined, now: number): NodeStanding {
  const told = point && view?.state.file?.(point.v[view.state.series] ?? NaN);
  const standing = nodeStanding(target, view, point, board, boardHeard, now);
  return told === undefined ? standing : { ...standing, file: told };
}

function nodeStanding(target: Target, view: NetworkView | undefined, point: Point | undefined, board: Freshness, boardHeard: number | undefined, now: number): NodeStanding {
  if (board !== "fresh") return { target, level: "stale", word: "stale", fresh: false, heard: boardHeard };
  const told = targetLevel(target);
  if (!view) return { target, level: told, word: target.state, fresh: true, heard: boardHeard };
  const state = read(point, view.state.series, now);
  if (state.value !== undefined && !state.stale) {
    const name = view.state.name(state.value);
    return { target, level: worst(told, name?.level ?? told), word: name?.text ?? target.state, fresh: true, heard: state.t };
  }
  // The daemon itself says why nothing comes.
  const explained = target.state === "starting" || worse(told, "stale") < 0;
  return { target, level: explained ? told : "stale", word: explained ? target.state : "stale", fresh: explained, heard: state.t };
}

/** All nodes in one line: for the head of the Overview, the bars, the tab and what is announced. */
export interface Overall {
  level: Level;
  text: string;
  /** Worst first; the last known ones while the stream is lost. */
  problems: Problem[];
  /** Nodes of which nothing is known now. */
  silent: number;
}

function count(n: number, word: string): string {
  return `${n} ${word}${n === 1 ? "" : "s"}`;
}

/** A node that says of itself that it is not well is a problem before the daemon has concluded why. */
function problemsIn(nodes: readonly NodeStanding[]): Problem[] {
  const known = problemsOf(nodes.map(({ target }) => target));
  const told = new Set(known.map(({ network, node }) => `${network}/${node}`));
  const own = nodes.flatMap(({ target: { network, node }, level, word }): Problem[] =>
    (level === "crit" || level === "warn") && !told.has(`${network}/${node}`) ? [{ level, network, node, code: "state", text: `The node is ${word}.`, since: undefined }] : []);
  return [...known.filter(({ level }) => level === "crit"), ...own.filter(({ level }) => level === "crit"),
    ...known.filter(({ level }) => level === "warn"), ...own.filter(({ level }) => level === "warn")];
}

/** `time`: how a moment is written. "No problems" is said only when every node is known and fresh. */
export function overallOf(nodes: readonly NodeStanding[], board: Freshness, boardHeard: number | undefined, time: (ms: number) => string): Overall {
  const since = (t: number | undefined) => (t === undefined ? "not heard yet" : `not heard since ${time(t)}`);
  const problems = problemsIn(nodes);
  const real = nodes.filter(({ file }) => file === undefined);
  const silent = real.filter(({ fresh }) => !fresh);
  if (board === "unknown") return { level: "stale", text: "Nothing heard yet", problems, silent: silent.length };
  if (real.length === 0 && problems.length === 0) return board === "fresh" ? { level: "info", text: "No node is watched", problems, silent: 0 } : { level: "stale", text: `nodewatch ${since(boardHeard)}`, problems, silent: 0 };
  // Of a file only what is wrong with it counts.
  const level = nodes.map((node) => (node.file !== undefined && node.level === "info" ? "ok" : node.level)).reduce(worst);
  const starting = nodes.filter(({ target }) => target.state === "starting").length;
  const last = silent.flatMap((node) => node.heard ?? []);
  const parts = [
    ...(problems.length > 0 ? [`${count(problems.length, "problem")}${board === "stale" ? " when last heard" : ""}`] : []),
    ...(silent.length > 0 ? [`${count(silent.length, "node")} ${since(last.length > 0 ? Math.min(...last) : undefined)}`] : []),
  ];
  if (parts.length === 0) parts.push(starting > 0 ? `${count(starting, "node")} starting` : "No problems");
  return { level, text: parts.join(" · "), problems, silent: silent.length };
}

/** Part of the shell on every page, so that no page has to wait for them. */
export const statePatterns = [...networks].map(([name, { state }]) => `points/${name}/*/${state.measurement}`);

export function useNodes(): NodeStanding[] {
  const targets = useTargets();
  const rows = useRows(statePatterns);
  const board = useStore(heard);
  const now = useNow();
  const states = useMemo(() => new Map(rows.filter(([, key]) => key === "").map(([text, , value]) => [text, asPoint(value)])), [rows]);
  return targets.map((target) => {
    const view = networks.get(target.network);
    const point = view && states.get(topic("points", target.network, target.node, view.state.measurement));
    return standingOf(target, view, point, board, heardAt(), now);
  });
}

export function useOverall(nodes: readonly NodeStanding[]): Overall {
  const zone = useStore(timeZone);
  return overallOf(nodes, useStore(heard), heardAt(), (ms) => clockTime(ms, zone));
}
