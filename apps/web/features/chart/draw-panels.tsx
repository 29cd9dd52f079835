import type { ChartSpace, Drawing } from './drawing.ts';

/** With more lines than this, they would overlap, so each line gets a panel, together with lines that belong to it. */
export const MAX_LINES = 4;

const COLUMNS = 2;
/** Pixels. */
const PANEL_HEIGHT = 150;

/** The height of a chart with so many panels. */
export function panelsHeight(count: number): number {
  return Math.ceil(count / COLUMNS) * PANEL_HEIGHT;
}

/** One small drawing per item, in a grid, with common scales. */
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
    targets: placed.flatMap(({ x, y, drawing: { targets = [] } }) =>
      targets.map((target) => ({ ...target, x: target.x + x, y: target.y + y })),
    ),
  };
}
