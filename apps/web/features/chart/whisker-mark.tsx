import type { ReactNode } from 'react';

export interface WhiskerMarkProps {
  /** Pixels. */
  readonly x: number;
  readonly low: number;
  readonly high: number;
  /** Of the strokes at its ends; 0 for none. */
  readonly width: number;
  readonly color: string;
}

/** An upright interval. */
export function WhiskerMark({ x, low, high, width, color }: WhiskerMarkProps): ReactNode {
  const end = (y: number) => (width > 0 ? `M${x - width / 2},${y}h${width}` : '');
  return <path d={`M${x},${low}V${high}${end(low)}${end(high)}`} fill="none" stroke={color} strokeWidth={1.25} />;
}
