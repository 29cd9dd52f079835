import type { Interval } from '@lamina/metrics';
import type { ReactNode } from 'react';
import type { Area } from '../chart/drawing.ts';

export interface GuessingBandProps {
  readonly area: Area;
  /** The axis that has the levels. */
  readonly axis: 'x' | 'y';
  /** Pixels of the lowest and the highest level; equal if all models have one level. */
  readonly levels: Interval;
  readonly label: string;
}

/** The levels that guessing alone reaches: a line at each end, and the space between them. */
export function GuessingBand({ area, axis, levels, label }: GuessingBandProps): ReactNode {
  const [start, end] = [Math.min(levels.low, levels.high), Math.max(levels.low, levels.high)];
  const box =
    axis === 'x'
      ? { x: start, y: area.top, width: end - start, height: area.bottom - area.top }
      : { x: area.left, y: start, width: area.right - area.left, height: end - start };
  return (
    <g data-guessing={axis}>
      <rect {...box} fill="var(--ink-3)" fillOpacity={0.14} />
      {[...new Set([start, end])].map((at) => (
        <path key={at} d={axis === 'x' ? `M${at},${area.top}V${area.bottom}` : `M${area.left},${at}H${area.right}`} stroke="var(--ink-2)" />
      ))}
      <text
        x={axis === 'x' ? end + 6 : area.right}
        y={axis === 'x' ? area.top + 14 : start - 6}
        textAnchor={axis === 'x' ? 'start' : 'end'}
        fill="var(--ink-2)"
        stroke="var(--surface)"
        strokeWidth={4}
        paintOrder="stroke"
      >
        {label}
      </text>
    </g>
  );
}
