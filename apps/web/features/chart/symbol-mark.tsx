import type { ReactNode } from 'react';
import type { SeriesStyle } from './series-style.ts';
import { getSymbolPath } from './symbol-path.ts';

export interface SymbolMarkProps {
  /** Pixels. */
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly symbol: SeriesStyle['symbol'];
  readonly fill: string;
  readonly stroke: string;
  readonly strokeWidth: number;
}

/** One marker. */
export function SymbolMark({ x, y, radius, symbol, ...look }: SymbolMarkProps): ReactNode {
  return <path transform={`translate(${x} ${y})`} d={getSymbolPath(symbol, radius)} {...look} />;
}
