import { AppError, getAt } from '@lamina/errors';
import { holmAdjust, type Interval, SIGNIFICANT_P, sampleDeviation, sampleMean } from '@lamina/metrics';
import {
  type DifferenceError,
  intervalOf,
  judgeDifferences,
  type StrategyDifference,
  type TestedDifference,
  twoSidedP,
} from './judge-differences.ts';

/** Random removals of the same number of inner units. */
export interface ControlDraws {
  readonly draws: number;
  readonly mean: number;
  /** Sample standard deviation (n − 1) of the draws. */
  readonly standardDeviation: number;
  readonly low: number;
  readonly high: number;
}

/** A result compared with the control. With fewer than five draws, everything except the verdict is null. */
export interface ControlledResult {
  readonly verdict: 'beats-control' | 'not-distinguishable' | 'worse-than-control' | 'no-control';
  readonly control: ControlDraws | null;
  /** Result minus the mean of the draws, positive = better. */
  readonly margin: number | null;
  /** From the error of the result, and standardDeviation / sqrt(draws) of the mean. */
  readonly marginStandardError: number | null;
  /** 95 %, not corrected. */
  readonly marginInterval: Interval | null;
  /** Where the error over the documents comes from; the spread of the draws is added to it. */
  readonly marginError: DifferenceError | null;
  /** Two-sided p of the margin after Holm's correction over all claims that are made together. */
  readonly holmP: number | null;
}

/** A result to compare with its draws. */
export interface ControlClaim {
  readonly value: number;
  /** Null if it is not known, which counts as 0. */
  readonly standardError: number | null;
  /** Degrees of freedom of that error; Infinity for a normal one. */
  readonly degreesOfFreedom: number;
  /** Where the standard error of the result comes from: `paired`, from its differences from the draws, or `independent`, its own error. */
  readonly error: DifferenceError;
  /** Results of random-inner removals of the same number of units. */
  readonly draws: readonly number[];
  /** False for perplexities: changed ÷ whole above 1 is a loss. */
  readonly isHigherBetter: boolean;
}

/** Fewer draws say nothing about a spread. */
const MINIMUM_DRAWS = 5;

/** The spread of random-inner removals; null for fewer than five. @throws AppError BAD_USER_INPUT for draws without a finite deviation */
export function findControl(draws: readonly number[]): ControlDraws | null {
  if (draws.length < MINIMUM_DRAWS) return null;
  const standardDeviation = sampleDeviation(draws);
  if (standardDeviation === null)
    throw new AppError(
      'BAD_USER_INPUT',
      `The draws ${draws.join(', ')} of a control have no finite deviation; leave such draws out and say so.`,
    );
  return { draws: draws.length, mean: sampleMean(draws), standardDeviation, low: Math.min(...draws), high: Math.max(...draws) };
}

/**
 * Compares results with those of random-inner removals: a useful score must choose better than random inner units, and a mean alone would hide the spread
 * of the draws. A result beats the control if it is better than every draw and its margin over their mean is significant, and is worse if the same holds the
 * other way round. These claims and the further differences are one family: their verdicts follow Holm's correction.
 */
export function judgeTogether(
  claims: readonly ControlClaim[],
  differences: readonly TestedDifference[],
): { readonly controls: readonly ControlledResult[]; readonly judged: ReadonlyMap<TestedDifference, StrategyDifference> } {
  const tested = claims.map(testClaim).filter((test) => test !== null);
  const ps = tested.map(({ p }) => p);
  const adjusted = holmAdjust([...ps, ...differences.map(({ p }) => p)]);
  const judged = new Map<ControlClaim, ControlledResult>(
    tested.map(({ claim, side, p: _p, ...compared }, place) => {
      const holmP = getAt(adjusted, place);
      return [claim, { verdict: holmP < SIGNIFICANT_P ? side : 'not-distinguishable', ...compared, holmP }] as const;
    }),
  );
  return { controls: claims.map((claim) => judged.get(claim) ?? NO_CONTROL), judged: judgeDifferences(differences, ps) };
}

/** The margin of a result over its draws, and on which side of all of them it is; null without a control. */
function testClaim(claim: ControlClaim) {
  const { value, standardError, degreesOfFreedom, error: marginError, draws, isHigherBetter } = claim;
  const control = findControl(draws);
  if (control === null) return null;
  const sign = isHigherBetter ? 1 : -1;
  const margin = sign * (value - control.mean);
  // A result without a standard error adds nothing to that of the draws.
  const marginStandardError = Math.hypot(standardError ?? 0, control.standardDeviation / Math.sqrt(draws.length));
  const isBeyondAll = (direction: number): boolean => draws.every((draw) => direction * (value - draw) > 0);
  const side: ControlledResult['verdict'] = isBeyondAll(sign)
    ? 'beats-control'
    : isBeyondAll(-sign)
      ? 'worse-than-control'
      : 'not-distinguishable';
  // Where the error over samples is Student's, that of the mean of the draws is, too.
  const degrees = Number.isFinite(degreesOfFreedom) ? Math.min(degreesOfFreedom, draws.length - 1) : degreesOfFreedom;
  const marginInterval = intervalOf(margin, marginStandardError, degrees);
  return {
    claim,
    control,
    margin,
    marginStandardError,
    marginInterval,
    marginError,
    side,
    p: twoSidedP(margin, marginStandardError, degrees),
  } as const;
}

const NO_CONTROL: ControlledResult = {
  verdict: 'no-control',
  control: null,
  margin: null,
  marginStandardError: null,
  marginInterval: null,
  marginError: null,
  holmP: null,
};
