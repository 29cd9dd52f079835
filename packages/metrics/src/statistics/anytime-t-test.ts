/**
 * The p-value of a two-sided t-test that may be looked at after every observation: if the mean is 0, the chance that it ever falls to α or below is at
 * most α, however often and whenever one looks. 1 ÷ the Bayes factor of a mean that is not 0, whose standardized size is normal around 0.
 *
 *   1 / p = (1 + n g)^(−1/2) · [(1 + t² / ν) / (1 + t² / (ν (1 + n g)))]^((ν + 1) / 2),  ν = n − 1,  t = mean / √(variance / n)
 *
 * Exact for normal observations of unknown variance; others come near it as their number grows.
 * Source: Gönen, Johnson, Lu and Westfall 2005, "The Bayesian two-sample t test", The American Statistician 59 (the Bayes factor); Pérez-Ortiz, Lardy,
 * de Heide and Grünwald 2024, "E-statistics, group invariance and anytime-valid testing", Annals of Statistics 52 (why repeated looks are covered).
 *
 * @param mean of n observations
 * @param variance of the observations, with divisor n − 1
 * @param n at least 2
 * @param priorVariance g, of the standardized mean: differences of about √g standard deviations are found soonest; default 1
 * @returns 0..1; 1 where all observations are 0
 */
export function anytimeTTest(mean: number, variance: number, n: number, priorVariance = 1): number {
  if (mean === 0) return 1;
  if (variance <= 0) return anytimeLimit(n, priorVariance);
  const degrees = n - 1;
  const ratio = (n * mean ** 2) / variance / degrees;
  const grown = 1 + n * priorVariance;
  const logFactor = -Math.log(grown) / 2 + ((degrees + 1) / 2) * (Math.log1p(ratio) - Math.log1p(ratio / grown));
  return Math.min(1, Math.exp(-logFactor));
}

/** The least p-value that n observations can show: the p-value of equal observations. */
function anytimeLimit(n: number, priorVariance: number): number {
  return Math.min(1, (1 + n * priorVariance) ** ((1 - n) / 2));
}
