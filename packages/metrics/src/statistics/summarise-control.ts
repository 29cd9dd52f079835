import { AppError } from '@lamina/errors';
import { Z_95 } from './z-95.ts';

/** The least draws a control needs before anything is said about it. */
export const MINIMUM_CONTROL_DRAWS = 5;

/** What a comparison with the control says. */
export type ControlVerdict = 'beats-control' | 'not-distinguishable' | 'worse-than-control';

/** What is compared with the control. */
export interface ControlledResult {
  readonly value: number;
  /** Of the measurement; null where it is unknown, which counts as 0. */
  readonly standardError: number | null;
}

/** A strategy's result beside those of random removals of as many inner blocks. */
export interface ControlSummary {
  readonly verdict: ControlVerdict;
  readonly draws: number;
  readonly mean: number;
  /** Sample standard deviation (n − 1) of the draws. */
  readonly standardDeviation: number;
  readonly low: number;
  readonly high: number;
  /** The strategy's result minus the mean, positive where it is better. */
  readonly margin: number;
  /** Of the margin: the result's own, and standardDeviation / sqrt(draws) of the mean. */
  readonly marginStandardError: number;
  /** Share of draws that are at least as good as the strategy, 0..1. */
  readonly atLeastAsGood: number;
}

/**
 * Compares a strategy with its random-inner control. A score that picks blocks has to beat picking inner blocks blindly; a mean alone would
 * hide how far single draws lie apart. It beats the control where it is better than every draw and its margin over their mean exceeds 1.96
 * standard errors of that margin; it is worse where it is worse than every draw by as much; otherwise the two cannot be told apart.
 * @param result the strategy's result, e.g. retention or perplexity
 * @param draws results of random-inner removals of the same number of blocks, at least five
 * @throws AppError BAD_USER_INPUT for fewer than five draws or a result that is not finite
 */
export function summariseControl(
  { value, standardError }: ControlledResult,
  draws: readonly number[],
  options: { readonly isHigherBetter: boolean },
): ControlSummary {
  if (draws.length < MINIMUM_CONTROL_DRAWS) {
    throw new AppError(
      'BAD_USER_INPUT',
      `A control of ${draws.length} random removals says too little; measure at least ${MINIMUM_CONTROL_DRAWS}, each with its own seed.`,
      { details: { draws: draws.length, minimum: MINIMUM_CONTROL_DRAWS } },
    );
  }
  const wrong = [value, ...draws].find((each) => !Number.isFinite(each));
  if (wrong !== undefined)
    throw new AppError('BAD_USER_INPUT', `${wrong} is no result that can be compared; leave such draws out and say so.`);
  const sign = options.isHigherBetter ? 1 : -1;
  const mean = draws.reduce((total, each) => total + each, 0) / draws.length;
  const squares = draws.reduce((total, each) => total + (each - mean) ** 2, 0);
  const standardDeviation = Math.sqrt(squares / (draws.length - 1));
  const margin = sign * (value - mean);
  const marginStandardError = Math.hypot(standardError ?? 0, standardDeviation / Math.sqrt(draws.length));
  const isClear = Math.abs(margin) > Z_95 * marginStandardError;
  const atLeastAsGood = draws.filter((each) => sign * (each - value) >= 0).length / draws.length;
  const isWorseThanAll = draws.every((each) => sign * (each - value) > 0);
  return {
    verdict: isClear && atLeastAsGood === 0 ? 'beats-control' : isClear && isWorseThanAll ? 'worse-than-control' : 'not-distinguishable',
    draws: draws.length,
    mean,
    standardDeviation,
    low: Math.min(...draws),
    high: Math.max(...draws),
    margin,
    marginStandardError,
    atLeastAsGood,
  };
}
