import { AppError } from '@lamina/errors';
import type { StrategyName } from '@lamina/plans';
import { STRATEGY } from '@lamina/plans';
import type { CheckedRequest, RemovalRequest } from './removal-plan.ts';

/**
 * Checks a request once: the model has enough blocks, the count is in range, and an explicit list names distinct removable blocks.
 * @throws AppError BAD_USER_INPUT naming the value, its limit and what to do
 */
export function requireRequest(strategy: StrategyName, request: RemovalRequest): CheckedRequest {
  const { blockCount } = request;
  if (!Number.isInteger(blockCount) || blockCount < 2) {
    throw new AppError('BAD_USER_INPUT', `A model with ${blockCount} blocks cannot lose a block; removal needs at least 2 blocks.`, {
      details: { blockCount },
    });
  }
  const { scores = {}, seed = 0 } = request;
  const eligible = listEligible(strategy, request);
  const explicit = strategy === STRATEGY.explicit ? requireExplicit(request, eligible) : [];
  const count = request.count ?? (strategy === STRATEGY.explicit ? explicit.length : undefined);
  requireCount(strategy, request, count, Math.min(eligible.length, blockCount - 1));
  if (strategy === STRATEGY.explicit && count !== explicit.length) {
    throw new AppError(
      'BAD_USER_INPUT',
      `The explicit list names ${explicit.length} blocks but the count is ${count}; leave the count out or make them equal.`,
      {
        details: { count, explicit },
      },
    );
  }
  return { blockCount, count, eligible, scores, seed, explicit };
}

/** The blocks that a strategy may touch, ascending. */
export function listEligible(
  strategy: StrategyName,
  request: Pick<RemovalRequest, 'blockCount' | 'protectFirst' | 'protectLast'>,
): number[] {
  const isInner = strategy === STRATEGY.randomInner;
  const first = isInner || request.protectFirst === true ? 1 : 0;
  const last = request.blockCount - (isInner || request.protectLast === true ? 2 : 1);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, place) => first + place);
}

function requireCount(strategy: StrategyName, request: RemovalRequest, count: number | undefined, limit: number): asserts count is number {
  if (limit < 1) {
    throw new AppError(
      'BAD_USER_INPUT',
      `Strategy ${strategy} may remove none of the ${request.blockCount} blocks: the first and last are kept. Remove a protection or choose another strategy.`,
      {
        details: { blockCount: request.blockCount, limit },
      },
    );
  }
  if (count === undefined || !Number.isInteger(count) || count < 1 || count > limit) {
    throw new AppError(
      'BAD_USER_INPUT',
      `Strategy ${strategy} cannot remove ${count ?? 'an unnamed number of'} of ${request.blockCount} blocks; choose a whole count from 1 to ${limit}.`,
      { details: { count: count ?? null, limit } },
    );
  }
}

function requireExplicit(request: RemovalRequest, eligible: readonly number[]): readonly number[] {
  const { explicit = [] } = request;
  const refuse = (problem: string) => {
    throw new AppError('BAD_USER_INPUT', `${problem} Name distinct blocks from 0 to ${request.blockCount - 1}, such as 3,4.`, {
      details: { explicit },
    });
  };
  if (explicit.length === 0) refuse('Strategy explicit was given no blocks.');
  for (const [place, block] of explicit.entries()) {
    if (!Number.isInteger(block) || block < 0 || block >= request.blockCount)
      refuse(`There is no block ${block} in a model of ${request.blockCount} blocks.`);
    if (explicit.indexOf(block) !== place) refuse(`Block ${block} is named twice.`);
    if (!eligible.includes(block)) refuse(`Block ${block} is protected; turn off the protection to remove it.`);
  }
  return explicit;
}
