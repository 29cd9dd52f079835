import { getAt } from '@lamina/errors';
import { ratioTerms } from './ratio-terms.ts';

/** A mean over the tokens of a text, and what its windows say about it. */
export interface WindowStatistic {
  /** Null if nothing was counted. */
  readonly mean: number | null;
  /** √(W/(W−1) · Σ(s_w − mean · n_w)²) ÷ Σn; null with one window. */
  readonly standardError: number | null;
  /** The mean of each window; null where nothing was counted. */
  readonly perWindow: readonly (number | null)[];
}

/**
 * The mean of a quantity per token, with the standard error of a ratio of sums over windows: for windows of equal length that of the mean of window means.
 * Source: Cochran 1977, Sampling Techniques, section 2.11.
 * @param sums float64[W] of the quantity
 * @param counts integer[W] of tokens
 */
export function windowStatistic(sums: readonly number[], counts: readonly number[]): WindowStatistic {
  const found = ratioTerms(sums, counts);
  return {
    mean: found?.ratio ?? null,
    standardError: found?.standardError ?? null,
    perWindow: sums.map((sum, window) => (getAt(counts, window) === 0 ? null : sum / getAt(counts, window))),
  };
}
