import { getAt } from '@lamina/errors';
import {
  averageIndependent,
  holmAdjust,
  type Interval,
  pairedStandardError,
  SIGNIFICANT_P,
  studentProbability,
  studentT95,
} from '@lamina/metrics';
import type { ComparedResult, SampleTerms } from './measured-removal.ts';

/** A result that is compared with another: of one model, or the mean of several. */
export interface ComparedMean extends Pick<ComparedResult, 'result' | 'standardError' | 'degreesOfFreedom'> {
  /** Standard error that comes from the spread of the averaged models; 0 for one model, null if it overflows. */
  readonly spread: number | null;
  /** For each benchmark, or for the text, the terms of each averaged model; null where one is not known. */
  readonly terms: readonly (readonly SampleTerms[])[] | null;
}

/**
 * Where the error of a difference comes from. `paired`: from the differences document by document, or window by window, so that their difficulty cancels.
 * `independent`: from the errors of the two results, where not all answers of both are stored, or one read more windows.
 */
export type DifferenceError = 'paired' | 'independent';

/** The error over documents of a difference, without the spread of averaged models; null where the answers cannot be paired. */
export function findPairedError({ terms }: Pick<ComparedMean, 'terms'>, { terms: references }: Pick<ComparedMean, 'terms'>): number | null {
  if (terms === null || references === null) return null;
  const errors = terms.map((models, benchmark) => {
    const others = getAt(references, benchmark);
    const isSame = new Set([...models, ...others].map(({ samples }) => samples)).size === 1;
    const termsOf = (compared: readonly SampleTerms[]) => compared.map((model) => model.terms);
    return isSame ? pairedStandardError(termsOf(models), termsOf(others)) : null;
  });
  return averageIndependent(errors.map((standardError) => ({ value: 0, standardError }))).standardError;
}

/** The result of a strategy minus that of a reference, over the same benchmarks or windows; of perplexities, the other way round. */
export interface StrategyDifference {
  /** Above 0, the strategy is better. */
  readonly value: number;
  readonly standardError: number;
  readonly error: DifferenceError;
  /** 95 %, not corrected. */
  readonly confidenceInterval: Interval;
  /** Two-sided. */
  readonly p: number;
  /** After Holm's correction over all claims that are made together. */
  readonly holmP: number;
  /** `better` and `worse` only where holmP is below 0.05. */
  readonly verdict: 'better' | 'worse' | 'not-distinguishable';
}

/** A difference that is not corrected yet. */
export type TestedDifference = Omit<StrategyDifference, 'holmP' | 'verdict'>;

/** The 95 % interval of a value by Student's t; the normal one with infinitely many degrees of freedom. */
export function intervalOf(value: number, standardError: number, degreesOfFreedom: number): Interval {
  const margin = studentT95(degreesOfFreedom) * standardError;
  return { low: value - margin, high: value + margin };
}

/** P of a distance from 0 that is at least as large; with a standard error of 0, any value but 0 has p = 0. */
export function twoSidedP(value: number, standardError: number, degreesOfFreedom: number): number {
  return value === 0 ? 1 : 2 * (1 - studentProbability(Math.abs(value) / standardError, degreesOfFreedom));
}

/** Null where an error is not known. */
export function testDifference(compared: ComparedMean, reference: ComparedMean, isHigherBetter: boolean): TestedDifference | null {
  const paired = findPairedError(compared, reference);
  const parts = paired === null ? [compared.standardError, reference.standardError] : [paired, compared.spread, reference.spread];
  const measured = parts.filter((part) => part !== null);
  if (measured.length < parts.length) return null;
  const value = (isHigherBetter ? 1 : -1) * (compared.result - reference.result);
  const standardError = Math.hypot(...measured);
  const degrees = Math.min(compared.degreesOfFreedom, reference.degreesOfFreedom);
  return {
    value,
    standardError,
    error: paired === null ? 'independent' : 'paired',
    confidenceInterval: intervalOf(value, standardError, degrees),
    p: twoSidedP(value, standardError, degrees),
  };
}

/**
 * The differences as one family of claims.
 * @param otherPs p of the other claims of the family, each in 0..1
 */
export function judgeDifferences(
  tested: readonly TestedDifference[],
  otherPs: readonly number[],
): ReadonlyMap<TestedDifference, StrategyDifference> {
  const adjusted = holmAdjust([...tested.map(({ p }) => p), ...otherPs]);
  return new Map(
    tested.map((difference, place) => {
      const holmP = getAt(adjusted, place);
      const side = difference.value > 0 ? 'better' : 'worse';
      return [difference, { ...difference, holmP, verdict: holmP < SIGNIFICANT_P ? side : 'not-distinguishable' }] as const;
    }),
  );
}
