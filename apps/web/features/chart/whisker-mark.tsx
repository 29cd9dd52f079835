import type { ReactNode } from 'react';

export interface WhiskerMarkProps {
  /** Pixels. */
  readonly x: number;
  readonly low: number;
  readonly high: number;
  /** Width of the strokes at its ends; 0 = no strokes. */
  readonly width: number;
  readonly color: string;
}

/** A vertical interval. */
export function WhiskerMark({ x, low, high, width, color }: WhiskerMarkProps): ReactNode {
  const end = (y: number) => (width > 0 ? `M${x - width / 2},${y}h${width}` : '');
  return <path d={`M${x},${low}V${high}${end(low)}${end(high)}`} fill="none" stroke={color} strokeWidth={1.25} />;
}
