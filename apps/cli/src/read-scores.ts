import { AppError } from '@lamina/errors';
import type { Unit } from '@lamina/plans';
import type { StrategyScores } from '@lamina/strategies';
import { readInputJson } from './parse-options.ts';

/**
 * The scores for strategies, from a result of `lamina score --json`; strategies check the parts that they need. @throws AppError BAD_USER_INPUT for
 * other files.
 */
export function readScores(file: string): StrategyScores {
  const value = readInputJson(file);
  if (typeof value !== 'object' || value === null || !('blockInfluence' in value))
    throw new AppError('BAD_USER_INPUT', `${file} is not a result of lamina score --json: it has no blockInfluence`);
  const { lossIncrease, greedyRemoval, iterativeRemoval, repairedRemoval, evolvedRemovals, ...scores } = value as StrategyScores & {
    readonly greedyRemoval?: readonly Unit[] | null;
    readonly iterativeRemoval?: readonly Unit[] | null;
    readonly repairedRemoval?: readonly Unit[] | null;
    readonly evolvedRemovals?: readonly { readonly units: readonly Unit[] }[] | null;
  };
  return {
    ...scores,
    // Parts that were not measured are null.
    ...(lossIncrease ? { lossIncrease } : {}),
    ...(greedyRemoval ? nameOrder(greedyRemoval) : {}),
    ...(iterativeRemoval ? { iterativeUnitOrder: iterativeRemoval } : {}),
    ...(repairedRemoval ? { repairedUnitOrder: repairedRemoval } : {}),
    ...(evolvedRemovals ? { evolvedSets: evolvedRemovals.map(({ units }) => units) } : {}),
  };
}

/** The greedy order of units; if they are all blocks, also as an order of blocks. Files of earlier versions do not name kinds. */
function nameOrder(
  steps: readonly (Omit<Unit, 'kind'> & Partial<Pick<Unit, 'kind'>>)[],
): Pick<StrategyScores, 'greedyLossOrder' | 'greedyUnitOrder'> {
  const order = steps.map(({ kind = 'block', block }): Unit => ({ kind, block }));
  const blocks = order.filter(({ kind }) => kind === 'block').map(({ block }) => block);
  return { greedyUnitOrder: order, ...(blocks.length === order.length ? { greedyLossOrder: blocks } : {}) };
}
