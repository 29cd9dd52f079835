import { AppError } from '@lamina/errors';
import { type ScoreParts, type StrategyScores, scoresOfResult } from '@lamina/strategies';
import { readInputJson } from './read-input-file.ts';

/**
 * The scores for strategies, from a result of `lamina score --json`; strategies check the parts that they need. @throws AppError BAD_USER_INPUT for
 * other files.
 */
export function readScores(file: string): StrategyScores {
  const value = readInputJson(file);
  if (typeof value === 'object' && value !== null && 'blockInfluence' in value) return scoresOfResult(value as ScoreParts);
  throw new AppError('BAD_USER_INPUT', `${file} is not a result of lamina score --json: it has no blockInfluence`);
}
