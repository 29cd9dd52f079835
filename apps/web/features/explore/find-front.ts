/** A point in the plane. */
export interface FrontPoint {
  readonly x: number;
  readonly y: number;
}

export interface Wanted {
  readonly x: 'high' | 'low';
  readonly y: 'high' | 'low';
}

/**
 * The Pareto front: points that no other point beats (at least as good in both quantities, better in one). Sorted by x; equal points are adjacent.
 */
export function findFront<Point extends FrontPoint>(points: readonly Point[], wanted: Wanted): Point[] {
  const gain = (value: number, want: 'high' | 'low') => (want === 'high' ? value : -value);
  const sorted = points.toSorted((a, b) => gain(b.x, wanted.x) - gain(a.x, wanted.x) || gain(b.y, wanted.y) - gain(a.y, wanted.y));
  const front: Point[] = [];
  for (const point of sorted) {
    const last = front.at(-1);
    const beats = !last || gain(point.y, wanted.y) > gain(last.y, wanted.y);
    if (beats || (point.x === last.x && point.y === last.y)) front.push(point);
  }
  return front.sort((a, b) => a.x - b.x);
}
