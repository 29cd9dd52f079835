/** A point for the alignment. */
export interface DepthPoint {
  readonly relativeDepth: number;
  readonly mean: number | null;
}

/** The layers of one model inside one range of depth. */
export interface DepthCell {
  /** Number of layers with a value. */
  readonly count: number;
  /** Their mean; null when there are none. */
  readonly mean: number | null;
}

/** Index of the range that contains a relative depth; each range includes its lower end, the last one both ends. */
function binOf(relativeDepth: number, binCount: number): number {
  // Without the small addend, a depth such as 3/10 could fall into the lower range by a rounding error.
  return Math.min(binCount - 1, Math.floor(relativeDepth * binCount + 1e-9));
}

/** Means of a model's layers in `binCount` equal-width ranges of relative depth, so that models of any size can be compared. */
export function alignByDepth(points: readonly DepthPoint[], binCount: number): readonly DepthCell[] {
  return Array.from({ length: binCount }, (_, bin) => {
    const values = points.filter((point) => binOf(point.relativeDepth, binCount) === bin).map(({ mean }) => mean);
    const measured = values.filter((value) => value !== null);
    const sum = measured.reduce((total, value) => total + value, 0);
    return { count: measured.length, mean: measured.length === 0 ? null : sum / measured.length };
  });
}
