/**
 * Slope of a straight line through points: the median of the slopes between any two points (Theil and Sen). Single high points, caused by requests in
 * progress, do not change it. NaN for fewer than two points.
 */
export function fitSlope(points: readonly (readonly [x: number, y: number])[]): number {
  const slopes = points
    .flatMap(([x, y], index) => points.slice(index + 1).map(([otherX, otherY]) => (otherY - y) / (otherX - x)))
    .toSorted((a, b) => a - b);
  const middle = slopes.length / 2;
  return ((slopes[Math.ceil(middle) - 1] ?? Number.NaN) + (slopes[Math.floor(middle)] ?? Number.NaN)) / 2;
}
