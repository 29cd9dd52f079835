import { area } from 'd3-shape';
import type { ReactNode } from 'react';
import type { LinePoint } from './list-stretches.ts';

export interface BandMarkProps {
  readonly points: readonly LinePoint[];
  readonly color: string;
  readonly opacity: number;
}

/** The space between the low and the high ends of points that have both. */
export function BandMark({ points, color, opacity }: BandMarkProps): ReactNode {
  const outline = area<LinePoint>(
    ({ x }) => x,
    ({ low, y }) => low ?? y,
    ({ high, y }) => high ?? y,
  );
  // d3 writes nothing of no points; a path may be empty.
  return <path d={outline(points) ?? ''} fill={color} fillOpacity={opacity} />;
}
