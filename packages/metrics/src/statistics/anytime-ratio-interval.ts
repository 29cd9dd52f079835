import type { Interval } from './interval.ts';
import { sampleMean } from './sample-spread.ts';

/**
 * A confidence sequence for the ratio Σ a ÷ Σ b of paired observations: the ratios θ at which the anytime-valid t-test (`anytimeTTest`) of a − θ b
 * does not refute a mean of 0. As there, one may look after every pair. The test's bound on t² makes a quadratic inequality of θ (Fieller 1954, "Some
 * problems in interval estimation", Journal of the Royal Statistical Society B 16).
 *
 * @param pairs [a, b] of n observations
 * @param confidence between 0 and 1
 * @param priorVariance of `anytimeTTest`, default 1
 * @returns null where n observations cannot bound the ratio
 */
export function anytimeRatioInterval(
  pairs: readonly (readonly [number, number])[],
  confidence: number,
  priorVariance = 1,
): Interval | null {
  const n = pairs.length;
  const bound = n < 2 ? null : boundOf(n, confidence, priorVariance);
  if (bound === null) return null;
  const [meanA, meanB] = [sampleMean(pairs.map(([a]) => a)), sampleMean(pairs.map(([, b]) => b))];
  const covary = (left: 0 | 1, right: 0 | 1): number => {
    const means = [meanA, meanB] as const;
    return pairs.reduce((sum, pair) => sum + (pair[left] - means[left]) * (pair[right] - means[right]), 0) / (n - 1);
  };
  // square · θ² − 2 · half · θ + constant ≤ 0
  const square = meanB ** 2 - bound * covary(1, 1);
  const half = meanA * meanB - bound * covary(0, 1);
  const constant = meanA ** 2 - bound * covary(0, 0);
  if (square <= 0) return null;
  const reach = Math.sqrt(Math.max(0, half ** 2 - square * constant)) / square;
  return { low: half / square - reach, high: half / square + reach };
}

/** The largest mean² ÷ variance that the test does not refute; null where it refutes none. */
function boundOf(n: number, confidence: number, priorVariance: number): number | null {
  const grown = 1 + n * priorVariance;
  const factor = (Math.sqrt(grown) / (1 - confidence)) ** (2 / n);
  return factor >= grown ? null : (((factor - 1) / (1 - factor / grown)) * (n - 1)) / n;
}
