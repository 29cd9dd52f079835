import { AppError } from '@lamina/errors';
import type { StrategyScores } from '@lamina/strategies';
import { readInputJson } from './parse-options.ts';

/** What strategies choose by, from a result of `lamina score --json`; they check the parts they read. @throws AppError BAD_USER_INPUT for other files. */
export function readScores(file: string): StrategyScores {
  const value = readInputJson(file);
  if (typeof value !== 'object' || value === null || !('blockInfluence' in value))
    throw new AppError('BAD_USER_INPUT', `${file} is not a result of lamina score --json: it has no blockInfluence`);
  const { lossIncrease, greedyRemoval, ...scores } = value as StrategyScores & {
    readonly greedyRemoval?: readonly { readonly block: number }[] | null;
  };
  return {
    ...scores,
    // Parts that were not asked for are null.
    ...(lossIncrease ? { lossIncrease } : {}),
    ...(greedyRemoval ? { greedyLossOrder: greedyRemoval.map(({ block }) => block) } : {}),
  };
}
