import { AppError, assertNever } from '@lamina/errors';
import { createRandom } from '@lamina/metrics';
import { STRATEGY, type StrategyName, type Unit } from '@lamina/plans';
import { findBestSpan } from './find-best-span.ts';
import { orderByScore } from './order-by-score.ts';
import type { CheckedRequest } from './removal-plan.ts';
import { takeMeasuredUnits } from './take-measured-units.ts';

/**
 * The blocks that a strategy removes, in the order of removal; integer[count].
 * @throws AppError BAD_USER_INPUT when a score the strategy needs is missing or incomplete
 */
export function orderBlocks(strategy: StrategyName, request: CheckedRequest): number[] {
  const { count, eligible, scores } = request;
  switch (strategy) {
    case STRATEGY.sequential:
      return eligible.slice(0, count);
    case STRATEGY.reverse:
      return eligible.toReversed().slice(0, count);
    case STRATEGY.random:
    case STRATEGY.randomInner:
      // Shuffles all blocks, so that a plan of k blocks is the beginning of the plan of k + 1.
      return createRandom(request.seed).shuffle(eligible).slice(0, count);
    case STRATEGY.blockInfluence:
      return orderByScore({ strategy, score: 'blockInfluence', values: scores.blockInfluence?.mean, request });
    case STRATEGY.relativeMagnitude:
      return orderByScore({ strategy, score: 'relativeMagnitude', values: scores.relativeMagnitude?.mean, request });
    case STRATEGY.leaveOneOutLoss:
      return orderByScore({ strategy, score: 'lossIncrease', values: scores.lossIncrease?.mean, request });
    case STRATEGY.greedyLoss:
      return takeGreedyOrder(request);
    case STRATEGY.iterate:
    case STRATEGY.iterateRepair:
    case STRATEGY.evolutionary:
      return takeMeasuredUnits(
        strategy,
        scores,
        eligible.map((block): Unit => ({ kind: 'block', block })),
        count,
      ).map(({ block }) => block);
    case STRATEGY.angularSpan:
      return findBestSpan(request);
    case STRATEGY.explicit:
      return [...request.explicit];
    default:
      return assertNever(strategy);
  }
}

function takeGreedyOrder(request: CheckedRequest): number[] {
  const order = request.scores.greedyLossOrder;
  if (order === undefined) {
    throw new AppError(
      'BAD_USER_INPUT',
      'Strategy greedy-loss needs greedyLossOrder, which this score run does not have; measure the greedy losses first or choose another strategy.',
    );
  }
  const chosen = order.filter((block) => request.eligible.includes(block)).slice(0, request.count);
  if (chosen.length < request.count || new Set(chosen).size < chosen.length) {
    throw new AppError(
      'BAD_USER_INPUT',
      `greedyLossOrder names ${new Set(chosen).size} distinct blocks that may be removed, but ${request.count} are needed; measure more greedy steps or remove fewer blocks.`,
      { details: { greedyLossOrder: order, count: request.count } },
    );
  }
  return chosen;
}
