import type { Interval } from '@lamina/metrics';

/** A point in the plane with the range of values that each quantity may have; the two ends of an exact quantity are equal. */
export interface FrontPoint {
  readonly x: Interval;
  readonly y: Interval;
}

export interface Wanted {
  readonly x: 'high' | 'low';
  readonly y: 'high' | 'low';
}

/** What a quantity is worth at its worst and at its best; larger is better. */
interface Worth {
  readonly worst: number;
  readonly best: number;
}

/**
 * The Pareto front of uncertain points. One point beats another if its worst value is at least as good as the other's best value in both quantities,
 * and better in one. A point belongs to the front unless some point beats it, so points whose intervals overlap never beat each other in that
 * quantity. For exact points this is the usual front. The order of the points stays.
 */
export function findFront<Point extends FrontPoint>(points: readonly Point[], wanted: Wanted): Point[] {
  const rated = points.map((point) => ({ point, x: rate(point.x, wanted.x), y: rate(point.y, wanted.y) }));
  const rivals = rated.toSorted((a, b) => b.x.worst - a.x.worst);
  const front = new Set<Point>();
  // From the best x downwards, the rivals that are at least as good and those that are better in x become more; only their largest y matters.
  const [asGood, better] = [createClimb(rivals), createClimb(rivals)];
  for (const { point, x, y } of rated.toSorted((a, b) => b.x.best - a.x.best)) {
    const isBeaten = asGood((rival) => rival.x.worst >= x.best) > y.best || better((rival) => rival.x.worst > x.best) >= y.best;
    if (!isBeaten) front.add(point);
  }
  return points.filter((point) => front.has(point));
}

function rate({ low, high }: Interval, wanted: 'high' | 'low'): Worth {
  return wanted === 'high' ? { worst: low, best: high } : { worst: -high, best: -low };
}

interface Rival {
  readonly x: Worth;
  readonly y: Worth;
}

/** Goes on through the rivals while they fit, and returns the largest worst y so far. */
function createClimb(rivals: readonly Rival[]): (fits: (rival: Rival) => boolean) => number {
  let place = 0;
  let largest = Number.NEGATIVE_INFINITY;
  return (fits) => {
    for (let rival = rivals[place]; rival && fits(rival); rival = rivals[++place]) largest = Math.max(largest, rival.y.worst);
    return largest;
  };
}
