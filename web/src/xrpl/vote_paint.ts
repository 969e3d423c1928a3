import type { CellPainter } from "../components/cell_grid";
import { faint } from "../components/chart_theme";
import type { Vote } from "./votes";

/** Told by shape: a low bar is a signature, a full one a miss, two halves another hash, a dot nothing yet. */
export function paintVote(vote: Vote, { ctx, colours, x, y, width, height }: CellPainter): void {
  const gap = width > 3 ? 1 : 0;
  const inner = Math.max(1, width - gap);
  const top = y + 1, full = height - 2;
  switch (vote) {
    case "signed":
      ctx.fillStyle = faint(colours.levels.ok, 0.55);
      ctx.fillRect(x, y + height * 0.6, inner, height * 0.4 - 1);
      return;
    case "missing":
      ctx.fillStyle = colours.levels.crit;
      ctx.fillRect(x, top, inner, full);
      return;
    case "other":
      ctx.fillStyle = colours.levels.warn;
      ctx.fillRect(x, top, inner, full * 0.38);
      ctx.fillRect(x, top + full * 0.62, inner, full * 0.38);
      return;
    case "waiting":
      ctx.fillStyle = colours.muted;
      ctx.fillRect(x + inner / 2 - 0.5, y + height - 4, 1.5, 1.5);
      return;
    case "unknown":
      return;
  }
}
