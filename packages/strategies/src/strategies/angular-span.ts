import { AppError, getAt } from '@lamina/errors';
import { MEASURES, orderAscending } from '@lamina/metrics';
import type { Unit } from '@lamina/plans';
import { defineStrategy } from '../define-strategy.ts';
import type { StrategyRequest, StrategyScores } from '../strategy.ts';

/** Gromov et al. 2024, "The Unreasonable Ineffectiveness of the Deeper Layers" (arXiv 2403.17887), section 3. */
export const angularSpan = defineStrategy({
  name: 'angular-span',
  label: 'Angular span',
  describe: 'The run of consecutive blocks whose ends are closest in angle',
  units: ['block'],
  needs: [MEASURES.angularDistance.id],
  // The best run of k + 1 blocks may lie elsewhere.
  isNested: false,
  order: findBestSpan,
});

/** The run of `count` candidates with the smallest angularLastToken[i][i + count]; for ties, the lower start. */
function findBestSpan(scores: StrategyScores, request: StrategyRequest): readonly Unit[] {
  const matrix = requireMatrix(scores, request);
  const { count, candidates } = request;
  const starts = candidates.slice(0, candidates.length - count + 1).map(({ block }) => block);
  const distances = starts.map((start) => getAt(getAt(matrix, start), start + count));
  const missing = starts.find((_, place) => !Number.isFinite(distances[place]));
  if (missing !== undefined)
    throw new AppError(
      'BAD_USER_INPUT',
      `angularLastToken has no value at [${missing}][${missing + count}], so the runs cannot be compared; score the model again on text that is counted`,
    );
  const best = getAt(orderAscending(distances), 0);
  return candidates.slice(best, best + count);
}

function requireMatrix({ angularLastToken: matrix }: StrategyScores, { blockCount }: StrategyRequest): StrategyScores['angularLastToken'] {
  if (matrix.length === 0)
    throw new AppError(
      'BAD_USER_INPUT',
      'the strategy needs angularLastToken, which was not measured; score the model first, or choose another strategy',
    );
  const size = blockCount + 1;
  const wrong = matrix.length === size ? matrix.find((row) => row.length !== size) : matrix;
  if (wrong === undefined) return matrix;
  throw new AppError(
    'BAD_USER_INPUT',
    `angularLastToken must be ${size} × ${size} for ${blockCount} blocks but has a side of ${wrong.length}; use scores of this model`,
  );
}
