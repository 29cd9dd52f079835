import type { LinePoint } from './line-point.ts';

/** The stretches of a curve between its gaps, in order. */
export function listStretches(points: readonly LinePoint[]): readonly (readonly LinePoint[])[] {
  const starts = points.flatMap(({ isApart }, place) => (place === 0 || isApart === true ? [place] : []));
  return starts.map((start, index) => points.slice(start, starts[index + 1]));
}
