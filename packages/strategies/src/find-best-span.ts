import { AppError, getAt } from '@lamina/errors';
import { orderAscending } from '@lamina/metrics';
import type { CheckedRequest } from './removal-plan.ts';

/**
 * The run of `count` consecutive eligible blocks with the smallest angle between its ends, angularLastToken[i][i + count]; for ties, the lower start.
 * Returned in ascending order.
 * Source: Gromov et al. 2024, "The Unreasonable Ineffectiveness of the Deeper Layers", section 3.
 * @throws AppError BAD_USER_INPUT when the matrix is missing, is not (L+1) × (L+1), or has no value for a possible run
 */
export function findBestSpan(request: CheckedRequest): number[] {
  const matrix = requireMatrix(request);
  const { count, eligible } = request;
  const starts = eligible.slice(0, eligible.length - count + 1);
  const distances = starts.map((start) => getAt(getAt(matrix, start), start + count));
  const missing = starts.find((_, place) => !Number.isFinite(distances[place]));
  if (missing !== undefined) {
    throw new AppError(
      'BAD_USER_INPUT',
      `angularLastToken has no value at [${missing}][${missing + count}], so the runs cannot be compared; score the model again on text that is counted.`,
      { details: { row: missing, column: missing + count } },
    );
  }
  const best = getAt(starts, getAt(orderAscending(distances), 0));
  return Array.from({ length: count }, (_, place) => best + place);
}

function requireMatrix(request: CheckedRequest): readonly (readonly (number | null)[])[] {
  const matrix = request.scores.angularLastToken;
  if (matrix === undefined) {
    throw new AppError(
      'BAD_USER_INPUT',
      'Strategy angular-span needs angularLastToken scores, which were not given; score the model first or choose another strategy.',
    );
  }
  const size = request.blockCount + 1;
  const wrong = matrix.length === size ? matrix.find((row) => row.length !== size) : matrix;
  if (wrong !== undefined) {
    throw new AppError(
      'BAD_USER_INPUT',
      `angularLastToken must be ${size} × ${size} for ${request.blockCount} blocks but has a side of ${wrong.length}; use scores of this model.`,
      {
        details: { size, length: wrong.length },
      },
    );
  }
  return matrix;
}
