import type { ChartSpace, Drawing } from './drawing.ts';

/** More lines than these lie over each other: each gets a panel of its own. */
export const MAX_LINES = 4;

const COLUMNS = 2;
/** Pixels. */
const PANEL_HEIGHT = 150;

/** The height of a chart with a panel for each of so many lines. */
export function panelsHeight(count: number): number {
  return Math.ceil(count / COLUMNS) * PANEL_HEIGHT;
}

/** One small drawing per item, side by side and below each other, on the same scales. */
export function drawPanels<Item>(space: ChartSpace, items: readonly Item[], draw: (space: ChartSpace, item: Item) => Drawing): Drawing {
  const rows = Math.ceil(items.length / COLUMNS);
  const panel = { width: space.width / COLUMNS, height: space.height / rows };
  const placed = items.map((item, index) => ({
    x: (index % COLUMNS) * panel.width,
    y: Math.floor(index / COLUMNS) * panel.height,
    drawing: draw(panel, item),
  }));
  return {
    marks: placed.map(({ x, y, drawing }) => (
      <g key={`${x} ${y}`} data-marks="panel" transform={`translate(${x} ${y})`}>
        {drawing.marks}
      </g>
    )),
    targets: placed.flatMap(({ x, y, drawing }) =>
      (drawing.targets ?? []).map((target) => ({ ...target, x: target.x + x, y: target.y + y })),
    ),
  };
}
