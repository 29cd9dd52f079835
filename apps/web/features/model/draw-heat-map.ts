import type { ChartProps, PlotModule } from '../chart/chart.tsx';
import type { Span, StateMatrix } from './best-span.ts';

/** One pair of states. */
export interface MapCell {
  readonly x: number;
  readonly y: number;
  readonly value: number | null;
}

/** The cells of a square matrix, row by row. */
export function listMapCells(matrix: StateMatrix): readonly MapCell[] {
  return matrix.flatMap((row, y) => (row ?? []).map((value, x) => ({ x, y, value })));
}

export interface HeatMapDrawing {
  readonly cells: readonly MapCell[];
  readonly chosen: Span | null;
  readonly width: number;
}

/** A square map, darker where states are further apart, with the chosen span outlined on both sides of the diagonal. */
export function drawHeatMap(plot: PlotModule, { cells, chosen, width }: HeatMapDrawing): ReturnType<ChartProps['draw']> {
  const size = Math.sqrt(cells.length);
  const every = Math.ceil(size / Math.max(4, Math.floor(width / 34)));
  const ticks = Array.from({ length: size }, (_, index) => index).filter((index) => index % every === 0);
  const ends = chosen ? { from: chosen.start, to: chosen.start + chosen.length } : null;
  const outlined = cells.filter(({ x, y }) => ends !== null && ((x === ends.to && y === ends.from) || (x === ends.from && y === ends.to)));
  const axis = { domain: Array.from({ length: size }, (_, index) => index), ticks, tickSize: 0, padding: size > 40 ? 0 : 0.05 };
  const lowest = Math.min(...cells.flatMap(({ value }) => value ?? []));
  return {
    marginLeft: 44,
    marginTop: 52,
    marginRight: 8,
    marginBottom: 12,
    x: { ...axis, axis: 'top', label: 'State' },
    y: { ...axis, label: 'State' },
    marks: [
      plot.cell(cells, { x: 'x', y: 'y', fill: ({ value }: MapCell) => toFill(value, lowest) }),
      plot.cell(outlined, { x: 'x', y: 'y', fill: 'none', stroke: 'var(--bar-low)', strokeWidth: 2.5 }),
      plot.tip(
        cells,
        plot.pointer({
          x: 'x',
          y: 'y',
          title: ({ x, y, value }: MapCell) => `States ${y} and ${x}\nmean cosine ${value === null ? 'not defined' : value.toFixed(4)}`,
          fill: 'var(--surface)',
          stroke: 'var(--line-strong)',
        }),
      ),
    ],
  };
}

// One scale of lightness, readable by everybody and in both themes; the tip reads the number.
function toFill(value: number | null, lowest: number): string {
  if (value === null) return 'none';
  const share = lowest < 1 ? (value - lowest) / (1 - lowest) : 1;
  return `color-mix(in oklab, var(--heat-near) ${(share * 100).toFixed(1)}%, var(--heat-far))`;
}
