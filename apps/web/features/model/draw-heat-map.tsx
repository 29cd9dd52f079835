import { type ScaleBand, scaleBand } from 'd3-scale';
import { Axes } from '../chart/axes.tsx';
import { type ChartSpace, type Drawing, placeArea } from '../chart/drawing.ts';
import { numbers } from '../ui/numbers.ts';

/** A run of consecutive blocks: `length` blocks from `start` on. */
export interface Span {
  readonly start: number;
  readonly length: number;
}

/** A square matrix of values between states, as the API returns it; a missing row or value was not measured. */
type StateMatrix = readonly (readonly (number | null)[] | null)[];

/** The span of a length whose ends are closest; the first one for ties; null if none is measured. `matrix[i][j]`: states that enter blocks i and j. */
export function findClosestSpan(matrix: StateMatrix, length: number): Span | null {
  const spans = matrix.flatMap((row, start) => {
    const value = row?.[start + length];
    return value === null || value === undefined ? [] : [{ start, length, value }];
  });
  return spans.toSorted((a, b) => a.value - b.value)[0] ?? null;
}

/** One pair of states. */
export interface MapCell {
  readonly x: number;
  readonly y: number;
  readonly value: number | null;
}

/** The cells of a square matrix, row by row. */
export function listMapCells(matrix: StateMatrix): readonly MapCell[] {
  return matrix.flatMap((row, y) => (row ? row.map((value, x) => ({ x, y, value })) : []));
}

export interface HeatMapDrawing {
  readonly cells: readonly MapCell[];
  readonly span: Span | null;
}

const MARGIN = { left: 44, right: 8, top: 52, bottom: 12 };

/** The middle of the band of a state. @throws Error for a state that the scale was not made of. */
function getBandMiddle(scale: ScaleBand<number>, state: number): number {
  const start = scale(state);
  if (start === undefined) throw new Error(`the scale has no band for ${state}`);
  return start + scale.bandwidth() / 2;
}

/** A heat map, darker for states that are further apart; the span is outlined on both sides of the diagonal. */
export function drawHeatMap(space: ChartSpace, { cells, span }: HeatMapDrawing): Drawing {
  const area = placeArea(space, MARGIN);
  const size = Math.sqrt(cells.length);
  const every = Math.ceil(size / Math.max(4, Math.floor(space.width / 34)));
  const states = Array.from({ length: size }, (_, index) => index);
  const padding = size > 40 ? 0 : 0.05;
  const x = scaleBand(states, [area.left, area.right]).padding(padding);
  const y = scaleBand(states, [area.top, area.bottom]).padding(padding);
  const listStateTicks = (scale: ScaleBand<number>) =>
    states.filter((state) => state % every === 0).map((state) => ({ at: getBandMiddle(scale, state), label: String(state) }));
  const box = (cell: MapCell) => ({ x: x(cell.x), y: y(cell.y), width: x.bandwidth(), height: y.bandwidth() });
  const ends = span ? [span.start, span.start + span.length] : [];
  const outlined = cells.filter((cell) => cell.x !== cell.y && ends.includes(cell.x) && ends.includes(cell.y));
  const lowest = Math.min(...cells.map(({ value }) => value).filter((value) => value !== null));
  const marks = (
    <>
      <Axes area={area} x={{ title: 'State', ticks: listStateTicks(x), side: 'top' }} y={{ title: 'State', ticks: listStateTicks(y) }} />
      <g data-marks="cells">
        {cells.map((cell) => (
          <rect key={`${cell.x} ${cell.y}`} {...box(cell)} fill={toFill(cell.value, lowest)} />
        ))}
      </g>
      <g data-marks="outlined">
        {outlined.map((cell) => (
          <rect key={`${cell.x} ${cell.y}`} {...box(cell)} fill="none" stroke="var(--bar-low)" strokeWidth={2.5} />
        ))}
      </g>
    </>
  );
  const targets = cells.map((cell) => ({
    x: getBandMiddle(x, cell.x),
    y: getBandMiddle(y, cell.y),
    text: `States ${cell.y} and ${cell.x}\nmean cosine ${cell.value === null ? 'not defined' : numbers.fixed(cell.value, 4)}`,
  }));
  return { marks, targets };
}

// A single lightness scale works for colour-blind readers and in both themes; the tooltip shows the number.
function toFill(value: number | null, lowest: number): string {
  if (value === null) return 'none';
  const share = lowest < 1 ? (value - lowest) / (1 - lowest) : 1;
  return `color-mix(in oklab, var(--heat-near) ${(share * 100).toFixed(1)}%, var(--heat-far))`;
}
