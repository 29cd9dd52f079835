import { AppError, getAt } from '@lamina/errors';
import { holmAdjust, SIGNIFICANT_P } from './holm-adjust.ts';
import { sampleDeviation, sampleMean } from './sample-spread.ts';
import { twoSidedP } from './two-sided-p.ts';

/** Minimum number of draws for a statement about a control. */
export const MINIMUM_CONTROL_DRAWS = 5;

/** Result of a comparison with the control. */
export type ControlVerdict = 'beats-control' | 'not-distinguishable' | 'worse-than-control';

/** The result that is compared with the control. */
export interface ControlledResult {
  readonly value: number;
  /** Standard error of the measurement; null if unknown, which counts as 0. */
  readonly standardError: number | null;
}

/** Random removals of the same number of inner blocks. */
export interface ControlDraws {
  readonly draws: number;
  readonly mean: number;
  /** Sample standard deviation (n − 1) of the draws. */
  readonly standardDeviation: number;
  readonly low: number;
  readonly high: number;
}

/** A strategy's result compared with random removals of the same number of inner blocks. */
export interface ControlSummary extends ControlDraws {
  readonly verdict: ControlVerdict;
  /** The strategy's result minus the mean; positive if the strategy is better. */
  readonly margin: number;
  /** Standard error of the margin, from the result's own error and standardDeviation / sqrt(draws) of the mean. */
  readonly marginStandardError: number;
  /** Two-sided p of the margin, by the normal approximation. */
  readonly p: number;
}

/** A comparison that is one of several. */
export interface CorrectedControlSummary extends ControlSummary {
  /** p after Holm's correction over all of them; the verdict follows it. */
  readonly holmP: number;
}

/**
 * The spread of random removals.
 * @param draws results of random-inner removals of the same number of blocks, at least five
 * @throws AppError BAD_USER_INPUT for fewer than five draws or one that is not finite
 */
export function summariseDraws(draws: readonly number[]): ControlDraws {
  if (draws.length < MINIMUM_CONTROL_DRAWS) {
    throw new AppError(
      'BAD_USER_INPUT',
      `A control of ${draws.length} random removals is too small; measure at least ${MINIMUM_CONTROL_DRAWS}, each with its own seed.`,
    );
  }
  draws.forEach(requireFinite);
  const standardDeviation = sampleDeviation(draws);
  if (standardDeviation === null)
    throw new AppError(
      'BAD_USER_INPUT',
      'The draws of the control are too far apart for a deviation in 64 bits; leave such draws out and say so.',
    );
  return { draws: draws.length, mean: sampleMean(draws), standardDeviation, low: Math.min(...draws), high: Math.max(...draws) };
}

function requireFinite(value: number): void {
  if (!Number.isFinite(value)) throw new AppError('BAD_USER_INPUT', `${value} cannot be compared; leave such draws out and report that.`);
}

/**
 * Compares a strategy with its random-inner control. A useful score must choose better than random inner blocks, and a mean alone would hide the
 * spread of the draws. The strategy beats the control if it is better than every draw and its margin over their mean exceeds 1.96 standard errors of
 * that margin. It is worse if it is worse than every draw by the same margin. Otherwise there is no significant difference. This is one claim: see
 * correctControls for several.
 * @param result the strategy's result, e.g. retention or perplexity
 * @param draws results of random-inner removals of the same number of blocks, at least five
 * @throws AppError as summariseDraws; BAD_USER_INPUT for a result that is not finite
 */
export function summariseControl(
  { value, standardError }: ControlledResult,
  draws: readonly number[],
  options: { readonly isHigherBetter: boolean },
): ControlSummary {
  const control = summariseDraws(draws);
  requireFinite(value);
  const sign = options.isHigherBetter ? 1 : -1;
  const margin = sign * (value - control.mean);
  // A result without an error of its own has none to add.
  const marginStandardError = Math.hypot(standardError ?? 0, control.standardDeviation / Math.sqrt(draws.length));
  const p = twoSidedP(margin, marginStandardError);
  const isBetterThanAll = draws.every((each) => sign * (value - each) > 0);
  const isWorseThanAll = draws.every((each) => sign * (each - value) > 0);
  const isClear = p < SIGNIFICANT_P;
  return {
    verdict: isClear && isBetterThanAll ? 'beats-control' : isClear && isWorseThanAll ? 'worse-than-control' : 'not-distinguishable',
    ...control,
    margin,
    marginStandardError,
    p,
  };
}

/**
 * The same comparisons as one family of claims, whose verdicts follow Holm's correction: one of many strategies beats five draws by chance.
 * @param otherPs p of the other claims of the family, each in 0..1
 */
export function correctControls(summaries: readonly ControlSummary[], otherPs: readonly number[] = []): readonly CorrectedControlSummary[] {
  const adjusted = holmAdjust([...summaries.map(({ p }) => p), ...otherPs]);
  return summaries.map((summary, place) => {
    const holmP = getAt(adjusted, place);
    return { ...summary, holmP, verdict: holmP < SIGNIFICANT_P ? summary.verdict : 'not-distinguishable' };
  });
}
