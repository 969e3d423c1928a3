import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { announce } from "../components/announcer";
import { Shape } from "../components/shape";
import { coarseAge, fixed, plain, showText } from "../format/number";
import { cut } from "../format/text";
import { useNow } from "../live/hooks";
import { blockAge, medianOf, places, placeText, projectedName, rateRange, type Place } from "./blocks";
import type { Block, Projected } from "./rows";

/** Weight of the largest block. */
const fullWeight = 4_000_000;

/** How full it is, from below. */
function Fill({ part }: { part: number | undefined }): JSX.Element {
  return <svg class="block-fill" viewBox="0 0 1 100" preserveAspectRatio="none" aria-hidden="true">{part !== undefined && <rect width="1" y={100 - Math.min(1, part) * 100} height={Math.min(1, part) * 100} />}</svg>;
}

function ProjectedBlock({ projected }: { projected: Projected }): JSX.Element {
  const { median, rates, transactions, vsize, last } = projected;
  return (
    <>
      <Fill part={last || vsize === undefined ? undefined : vsize / 1e6} />
      <div class="block-name">{projectedName(projected)}</div>
      <div class="block-rate number">{median === undefined ? "–" : median === 0 ? "not full" : <>~{plain(median)} <span class="unit">sat/vB</span></>}</div>
      <div class="number muted">{rateRange(rates) ?? "–"}</div>
      <div class="number muted">{vsize === undefined ? "–" : `${fixed(vsize / 1e6, 2)} MvB`}</div>
      <div class="number muted">{showText(transactions, "1")} tx</div>
    </>
  );
}

function MinedBlock({ block, now }: { block: Block; now: number }): JSX.Element {
  const age = blockAge(block, now);
  const median = medianOf(block);
  return (
    <>
      <Fill part={block.weight === undefined ? undefined : block.weight / fullWeight} />
      <div class="block-name number">{fixed(block.height, 0)}</div>
      <div class="block-rate number">{median === undefined ? "–" : plain(median)} <span class="unit">sat/vB</span></div>
      <div class="number muted">{rateRange(block.rates) ?? "–"}</div>
      <div class="number muted">{showText(block.size, "bytes")}</div>
      <div class="number muted">{showText(block.transactions, "1")} tx</div>
      <div class="number">{age === undefined ? "–" : `${coarseAge(age)} ago`}</div>
      {block.fellOut && <div class="fell-out"><Shape level="warn" /> fell out</div>}
    </>
  );
}

function keyOf(place: Place): string {
  return place.kind === "mined" ? place.block.hash : `projected ${place.projected.index}`;
}

function classOf(place: Place): string {
  return place.kind === "projected" ? "block block-projected" : place.block.fellOut ? "block block-fallen" : "block";
}

/** Where a key leads from `at`; undefined: the key is not ours. */
export function stripKey(key: string, at: number, count: number): number | undefined {
  switch (key) {
    case "ArrowLeft": return Math.max(0, at - 1);
    case "ArrowRight": return Math.min(count - 1, at + 1);
    case "Home": return 0;
    case "End": return count - 1;
    default: return undefined;
  }
}

/** Projected blocks left, mined ones right. Arrow keys go from block to block. */
export function BlockStrip({ projected, blocks }: { projected: readonly Projected[]; blocks: readonly Block[] }): JSX.Element {
  const now = useNow();
  const list = useRef<HTMLUListElement>(null);
  const [chosen, setChosen] = useState<string>();
  const all = places(projected, blocks);
  const index = all.findIndex((place) => keyOf(place) === chosen);
  const border = projected.length;

  // The border of now stands in the first third: the newest block is seen without scrolling. Later the reader scrolls.
  useEffect(() => {
    const box = list.current?.parentElement, first = list.current?.children[border];
    if (box && first instanceof HTMLElement) box.scrollLeft = first.offsetLeft - box.clientWidth * 0.35;
  }, [blocks.length > 0]);

  const choose = (place: Place | undefined) => {
    if (!place) return;
    setChosen(keyOf(place));
    announce(cut(placeText(place, now), 400), true);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || all.length === 0) return;
    const next = stripKey(event.key, index < 0 ? border : index, all.length);
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const to = index < 0 ? Math.min(border, all.length - 1) : next;
    choose(all[to]);
    list.current?.children[to]?.scrollIntoView({ block: "nearest", inline: "nearest" });
  };
  return (
    <>
      <div class="block-strip" role="group" tabIndex={0} onKeyDown={onKey}
        aria-label={`${projected.length} projected blocks and the last ${blocks.length} mined ones, newest first. Arrow keys go from block to block.`}>
        <ul class="blocks" ref={list}>
          {all.map((place, i) => (
            <li key={keyOf(place)} class={`${classOf(place)} ${i === border && border > 0 ? "block-border" : ""} ${i === index ? "block-chosen" : ""}`}
              data-block={place.kind === "mined" ? place.block.height : `+${place.projected.index + 1}`} onClick={() => choose(place)}>
              {place.kind === "mined" ? <MinedBlock block={place.block} now={now} /> : <ProjectedBlock projected={place.projected} />}
            </li>
          ))}
        </ul>
      </div>
      <p class="cell-text number" data-cell>{all[index] ? cut(placeText(all[index], now), 400) : " "}</p>
    </>
  );
}
