import type { ReactNode } from 'react';
import type { Area } from './drawing.ts';
import type { Tick } from './list-ticks.ts';

export interface Axis {
  readonly ticks: readonly Tick[];
  /** Includes the unit. */
  readonly title?: string | undefined;
  /** Lines across the area at each tick. */
  readonly grid?: boolean;
}

export interface AxesProps {
  readonly area: Area;
  readonly x: Axis & { readonly side?: 'top' | 'bottom' };
  readonly y: Axis;
}

const GAP = 8;
/** Distance between the tick labels and the axis title. */
const TITLE_GAP = 20;

/** Both axes: tick labels, titles, and grid lines. */
export function Axes({ area, x, y }: AxesProps): ReactNode {
  const isOnTop = x.side === 'top';
  const xEdge = isOnTop ? area.top - GAP : area.bottom + GAP + 8;
  return (
    <g fill="var(--ink-2)">
      {y.grid && y.ticks.map(({ at }) => <line key={at} x1={area.left} x2={area.right} y1={at} y2={at} stroke="var(--line)" />)}
      {x.ticks.map(({ at, label }) => (
        <text key={at} x={at} y={xEdge} textAnchor="middle">
          {label}
        </text>
      ))}
      {y.ticks.map(({ at, label }) => (
        <text key={at} x={area.left - GAP} y={at} dy="0.32em" textAnchor="end">
          {label}
        </text>
      ))}
      {x.title && (
        <text x={area.right} y={isOnTop ? xEdge - TITLE_GAP : xEdge + TITLE_GAP} textAnchor="end">
          {x.title}
        </text>
      )}
      {y.title && (
        <text x={2} y={area.top - TITLE_GAP}>
          {y.title}
        </text>
      )}
    </g>
  );
}
