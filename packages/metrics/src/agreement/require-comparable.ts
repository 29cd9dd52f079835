import { AppError } from '@lamina/errors';

/**
 * Checks that two scorings can be compared: the same number of blocks, every value a finite number.
 * @throws AppError NOT_COMPARABLE for different lengths, BAD_USER_INPUT for a value that is not finite
 */
export function requireComparable(first: readonly number[], second: readonly number[]): void {
  if (first.length !== second.length) {
    throw new AppError(
      'NOT_COMPARABLE',
      `The two scorings have ${first.length} and ${second.length} blocks; compare scorings of the same model.`,
    );
  }
  for (const values of [first, second]) {
    const index = values.findIndex((value) => !Number.isFinite(value));
    if (index !== -1) {
      throw new AppError(
        'BAD_USER_INPUT',
        `Block ${index} has the value ${values[index]}, which has no rank; compare only blocks measured in both scorings.`,
      );
    }
  }
}
