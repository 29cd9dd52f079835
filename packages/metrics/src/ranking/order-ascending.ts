import { AppError } from '@lamina/errors';

/**
 * Block indices from the lowest value to the highest: the order in which a lower-is-redundant metric removes them. For ties, the lower index comes
 * first. Blocks without a value (null) come last.
 * @param values float64[L], null where not measured
 * @returns integer[L], a permutation of 0..L−1
 * @throws AppError BAD_USER_INPUT when a value is NaN
 */
export function orderAscending(values: readonly (number | null)[]): number[] {
  const place = values.findIndex((value) => Number.isNaN(value));
  if (place !== -1) {
    throw new AppError('BAD_USER_INPUT', `Value ${place} is NaN and has no rank; give null where nothing was measured.`);
  }
  return values.map((_, index) => index).sort((a, b) => compareValues(values[a], values[b]) || a - b);
}

function compareValues(a: number | null | undefined, b: number | null | undefined): number {
  if (a === b) return 0;
  if (a === null || a === undefined) return 1;
  if (b === null || b === undefined) return -1;
  return a < b ? -1 : 1;
}
