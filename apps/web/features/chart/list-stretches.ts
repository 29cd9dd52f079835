/** The stretches of a curve between its gaps, in order. */
export function listStretches(points: readonly LinePoint[]): readonly (readonly LinePoint[])[] {
  const starts = points.flatMap(({ isApart }, place) => (place === 0 || isApart === true ? [place] : []));
  return starts.map((start, index) => points.slice(start, starts[index + 1]));
}

/** A point of a curve, with its interval if there is one. */
export interface LinePoint {
  readonly x: number;
  readonly y: number;
  readonly low: number | null;
  readonly high: number | null;
  /** True where no line leads here from the point before, because what lies between them has no value. */
  readonly isApart?: boolean;
}
