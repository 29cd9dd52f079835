import { line } from 'd3-shape';
import type { ReactNode } from 'react';

/** Pixels. */
interface Place {
  readonly x: number;
  readonly y: number;
}

export interface LineMarkProps {
  readonly points: readonly Place[];
  readonly color: string;
  readonly dash: string;
  readonly width: number;
}

/** A line through points. */
export function LineMark({ points, color, dash, width }: LineMarkProps): ReactNode {
  const path = line<Place>(
    ({ x }) => x,
    ({ y }) => y,
  );
  // d3 writes nothing of no points; a path may be empty.
  return <path d={path(points) ?? ''} fill="none" stroke={color} strokeWidth={width} strokeDasharray={dash} strokeLinejoin="round" />;
}
