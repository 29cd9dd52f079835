import type { Interval } from '@lamina/metrics';
import type { Quantity } from './quantities.ts';
import type { ScatterPoint } from './scatter-point.ts';

/**
 * The lowest and the highest level of guessing among the points, because guessing keeps more of a weak model. Null if the quantity has no such level
 * or no point's is known.
 */
export function findGuessingRange(points: readonly Pick<ScatterPoint, 'row'>[], { readGuessing }: Quantity): Interval | null {
  const levels = points.map(({ row }) => readGuessing?.(row) ?? null).filter((level) => level !== null);
  return levels.length === 0 ? null : { low: Math.min(...levels), high: Math.max(...levels) };
}
