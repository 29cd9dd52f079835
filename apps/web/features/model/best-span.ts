/** A run of consecutive blocks: `length` blocks from `start` on. */
export interface Span {
  readonly start: number;
  readonly length: number;
}

export interface MeasuredSpan extends Span {
  /** Distance between its two ends. */
  readonly value: number;
}

/** A square matrix of values between states, as the API returns it; a missing row or value was not measured. */
export type StateMatrix = readonly (readonly (number | null)[] | null)[];

/** All spans of a length with their distances, in order; `matrix[i][j]` belongs to the states that enter block i and block j. */
export function listSpans(matrix: StateMatrix, length: number): readonly MeasuredSpan[] {
  return matrix.flatMap((row, start) => {
    const value = row?.[start + length];
    return value === null || value === undefined ? [] : [{ start, length, value }];
  });
}

/** The span of a length whose ends are closest; the first one for ties; null if none is measured. */
export function findBestSpan(matrix: StateMatrix, length: number): MeasuredSpan | null {
  return listSpans(matrix, length).reduce<MeasuredSpan | null>(
    (best, span) => (best === null || span.value < best.value ? span : best),
    null,
  );
}

/** `3-5` → blocks 3 to 5; null for text that is not a span of the model. */
export function parseSpan(text: string | null, blockCount: number): Span | null {
  const [, first, last] = text === null ? [] : (/^(\d{1,4})-(\d{1,4})$/.exec(text) ?? []);
  if (first === undefined || last === undefined) return null;
  const [start, end] = [Number(first), Number(last)];
  return start <= end && end < blockCount ? { start, length: end - start + 1 } : null;
}

/** Blocks 3 to 5 → `3-5`. */
export function writeSpan({ start, length }: Span): string {
  return `${start}-${start + length - 1}`;
}
