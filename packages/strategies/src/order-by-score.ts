import { AppError } from '@lamina/errors';
import { orderAscending } from '@lamina/metrics';
import type { StrategyName } from '@lamina/plans';
import type { CheckedRequest } from './removal-plan.ts';
import type { StrategyScores } from './strategy-scores.ts';

/**
 * The `count` eligible blocks with the lowest scores, lowest first, ties to the lower index.
 * @param options.score the score's name, for messages
 * @param options.values float64[L], null where nothing was counted
 * @throws AppError BAD_USER_INPUT when the score is missing, has another length than L, or has no value for a block that may go
 */
export function orderByScore(options: {
  readonly strategy: StrategyName;
  readonly score: keyof StrategyScores;
  readonly values: readonly (number | null)[] | undefined;
  readonly request: CheckedRequest;
}): number[] {
  const { strategy, score, values, request } = options;
  if (values === undefined) {
    throw new AppError(
      'BAD_USER_INPUT',
      `Strategy ${strategy} needs ${score} scores, which were not given; score the model first or choose another strategy.`,
      {
        details: { strategy, score },
      },
    );
  }
  if (values.length !== request.blockCount) {
    throw new AppError(
      'BAD_USER_INPUT',
      `${score} has ${values.length} values but the model has ${request.blockCount} blocks; use scores of this model.`,
      {
        details: { score, values: values.length, blockCount: request.blockCount },
      },
    );
  }
  const missing = request.eligible.find((block) => !Number.isFinite(values[block]));
  if (missing !== undefined) {
    throw new AppError(
      'BAD_USER_INPUT',
      `${score} has no value for block ${missing} (it is ${values[missing]}), so the blocks cannot be ordered; score the model again on text that is counted.`,
      {
        details: { score, block: missing },
      },
    );
  }
  const eligible = new Set(request.eligible);
  return orderAscending(values)
    .filter((block) => eligible.has(block))
    .slice(0, request.count);
}
