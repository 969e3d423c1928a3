import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { shownTheme } from "../state/settings";
import { useStore } from "../state/store";
import { announce } from "./announcer";
import { chartColours, type ChartColours } from "./chart_theme";

/** A place in a grid of cells. */
export interface Cell {
  column: number;
  row: number;
}

export interface CellPainter {
  ctx: CanvasRenderingContext2D;
  colours: ChartColours;
  /** Left upper corner and size of the cell, px. */
  x: number;
  y: number;
  width: number;
  height: number;
}

interface CellGridProps {
  /** What a screen reader says of the picture. */
  name: string;
  columns: number;
  rows: number;
  /** Of a cell, px. */
  width: number;
  height: number;
  paint: (cell: Cell, painter: CellPainter) => void;
  describe: (cell: Cell) => string;
  onChoose?: (cell: Cell) => void;
  /** Row that is marked. */
  marked?: number | undefined;
  /** Drawn anew when it changes. */
  version: unknown;
}

/** Where a key leads; undefined: the key is not ours. */
export function cellKey(key: string, at: Cell, columns: number, rows: number): Cell | undefined {
  const move = (column: number, row: number): Cell => ({ column: Math.max(0, Math.min(columns - 1, column)), row: Math.max(0, Math.min(rows - 1, row)) });
  switch (key) {
    case "ArrowLeft": return move(at.column - 1, at.row);
    case "ArrowRight": return move(at.column + 1, at.row);
    case "ArrowUp": return move(at.column, at.row - 1);
    case "ArrowDown": return move(at.column, at.row + 1);
    case "Home": return move(0, at.row);
    case "End": return move(columns - 1, at.row);
    default: return undefined;
  }
}

function draw(canvas: HTMLCanvasElement, props: CellGridProps, at: Cell | undefined): void {
  const ctx = canvas.getContext("2d");
  if (!ctx) return;
  const { columns, rows, width, height, paint, marked } = props;
  canvas.width = Math.max(1, Math.round(columns * width * devicePixelRatio));
  canvas.height = Math.max(1, Math.round(rows * height * devicePixelRatio));
  ctx.scale(devicePixelRatio, devicePixelRatio);
  const colours = chartColours();
  for (let row = 0; row < rows; row += 1)
    for (let column = 0; column < columns; column += 1)
      paint({ column, row }, { ctx, colours, x: column * width, y: row * height, width, height });
  ctx.strokeStyle = colours.text;
  ctx.lineWidth = 1;
  if (marked !== undefined && marked >= 0) ctx.strokeRect(0.5, marked * height + 0.5, columns * width - 1, height - 1);
  ctx.lineWidth = 2;
  if (at) ctx.strokeRect(at.column * width - 1, at.row * height, width + 2, height);
}

/** A canvas of equal cells with one focus: arrow keys move from cell to cell and tell what it holds, Enter chooses. */
export function CellGrid(props: CellGridProps): JSX.Element {
  const { name, columns, rows, width, height, describe, onChoose, marked, version } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = useStore(shownTheme);
  const [at, setAt] = useState<Cell>();
  const here = at && at.column < columns && at.row < rows ? at : undefined;

  useEffect(() => {
    if (canvas.current) draw(canvas.current, props, here);
  }, [version, theme, columns, rows, width, height, marked, here?.column, here?.row]);

  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" && here && onChoose) {
      event.preventDefault();
      return onChoose(here);
    }
    const next = here ? cellKey(event.key, here, columns, rows) : cellKey(event.key, { column: 0, row: 0 }, columns, rows) && { column: 0, row: 0 };
    if (!next) return;
    event.preventDefault();
    event.stopPropagation();
    setAt(next);
    announce(describe(next), true);
    canvas.current?.parentElement?.scrollTo({ left: next.column * width - canvas.current.parentElement.clientWidth / 2 });
  };
  const under = (event: PointerEvent | MouseEvent): Cell => ({ column: Math.floor(event.offsetX / width), row: Math.floor(event.offsetY / height) });

  return (
    <>
      <div class="cells">
        <canvas ref={canvas} class={onChoose ? "choosable" : ""} tabIndex={0} role="img" aria-label={name} style={{ width: `${columns * width}px`, height: `${rows * height}px` }}
          onKeyDown={onKey} onBlur={() => setAt(undefined)} onPointerMove={(event) => setAt(under(event))} onPointerLeave={() => setAt(undefined)}
          onClick={(event) => onChoose?.(under(event))} />
      </div>
      <p class="cell-text number" data-cell>{here ? describe(here) : " "}</p>
    </>
  );
}
