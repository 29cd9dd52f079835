import { symbol, symbolCircle, symbolCross, symbolDiamond2, symbolSquare, symbolStar, symbolTriangle, symbolWye } from 'd3-shape';
import type { SeriesStyle } from './series-style.ts';

const TYPES = {
  circle: symbolCircle,
  square: symbolSquare,
  triangle: symbolTriangle,
  diamond2: symbolDiamond2,
  star: symbolStar,
  cross: symbolCross,
  wye: symbolWye,
} satisfies Record<SeriesStyle['symbol'], typeof symbolCircle>;

/** The outline of a marker at the origin, with the same area as a circle of this radius (pixels). */
export function getSymbolPath(name: SeriesStyle['symbol'], radius: number): string {
  const path = symbol(TYPES[name], Math.PI * radius ** 2)();
  if (path === null) throw new Error(`the marker ${name} has no outline`);
  return path;
}
