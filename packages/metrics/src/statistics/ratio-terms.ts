import { AppError, getAt } from '@lamina/errors';
import { standardErrorOfMean } from './sample-spread.ts';

/** A ratio of sums over documents, and how much each document moves it. */
export interface RatioTerms {
  readonly ratio: number;
  /** float64[n], one per document. Their mean is 0, and the standard error of their mean is that of the ratio. */
  readonly terms: readonly number[];
  /** Standard error of the ratio; null with a single document. */
  readonly standardError: number | null;
}

/**
 * The linearised terms (numerator − ratio × denominator) × n ÷ Σ denominator of a ratio of sums (delta method). The standard error of a sum or a difference of
 * several ratios over the same documents is that of the sum or the difference of their terms: what the ratios share cancels.
 * Source: Cochran 1977, Sampling Techniques, section 2.11; Särndal, Swensson and Wretman 1992, section 5.5 (linearisation of functions of totals).
 * @param numerators float64[n]
 * @param denominators float64[n]
 * @returns null if the denominators add up to 0
 */
export function ratioTerms(numerators: readonly number[], denominators: readonly number[]): RatioTerms | null {
  if (numerators.length !== denominators.length)
    throw new AppError(
      'BAD_USER_INPUT',
      `${numerators.length} numerators and ${denominators.length} denominators make no ratio; give one of each per document.`,
    );
  const total = denominators.reduce((sum, each) => sum + each, 0);
  if (total === 0) return null;
  const ratio = numerators.reduce((sum, each) => sum + each, 0) / total;
  const terms = numerators.map((each, place) => ((each - ratio * getAt(denominators, place)) * numerators.length) / total);
  return { ratio, terms, standardError: standardErrorOfMean(terms) };
}

/**
 * The standard error of the mean of some ratios minus the mean of others, over the same documents.
 * @param own terms float64[n] of each ratio, at least one
 * @param others the same of what they are compared with, in the same order of documents
 * @returns null with a single document
 */
export function pairedStandardError(own: readonly (readonly number[])[], others: readonly (readonly number[])[]): number | null {
  const differences = getAt(own, 0).map((_, document) => meanAt(own, document) - meanAt(others, document));
  return standardErrorOfMean(differences);
}

function meanAt(all: readonly (readonly number[])[], document: number): number {
  return all.reduce((sum, terms) => sum + getAt(terms, document), 0) / all.length;
}
