import {
  symbol as outlineOf,
  symbolCircle,
  symbolCross,
  symbolDiamond2,
  symbolSquare,
  symbolStar,
  symbolTriangle,
  symbolWye,
} from 'd3-shape';
import type { ReactNode } from 'react';
import type { SeriesStyle } from './series-style.ts';

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

const TYPES = {
  circle: symbolCircle,
  square: symbolSquare,
  triangle: symbolTriangle,
  diamond2: symbolDiamond2,
  star: symbolStar,
  wye: symbolWye,
  cross: symbolCross,
} satisfies Record<SeriesStyle['symbol'], typeof symbolCircle>;

/** The outline of a marker at the origin, with the same area as a circle of this radius (pixels). */
export function getSymbolPath(name: SeriesStyle['symbol'], radius: number): string {
  const path = outlineOf(TYPES[name], Math.PI * radius ** 2)();
  if (path === null) throw new Error(`the marker ${name} has no outline`);
  return path;
}
