/** What alignment looks at. */
export interface DepthPoint {
  readonly relativeDepth: number;
  readonly mean: number | null;
}

/** The layers of one model inside one range of depth. */
export interface DepthCell {
  /** Layers with a value. */
  readonly count: number;
  /** Their mean; null when there are none. */
  readonly mean: number | null;
}

/** Index of the range that a relative depth falls into; each range holds its lower end, the last one both. */
export function binOf(relativeDepth: number, binCount: number): number {
  // A depth such as 3/10 falls short of its range by one rounding error.
  return Math.min(binCount - 1, Math.floor(relativeDepth * binCount + 1e-9));
}

/** Means of a model's layers in `binCount` ranges of equal width of relative depth: the same places in models of any size. */
export function alignByDepth(points: readonly DepthPoint[], binCount: number): readonly DepthCell[] {
  return Array.from({ length: binCount }, (_, bin) => {
    const values = points.filter((point) => binOf(point.relativeDepth, binCount) === bin).map(({ mean }) => mean);
    const known = values.filter((value) => value !== null);
    const sum = known.reduce((total, value) => total + value, 0);
    return { count: known.length, mean: known.length === 0 ? null : sum / known.length };
  });
}
