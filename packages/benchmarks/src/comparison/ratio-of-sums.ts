/**
 * The ratio Σ numerator / Σ denominator over paired documents with its delta-method standard error: residuals e_j = numerator_j − ratio ×
 * denominator_j, standard error sqrt(n/(n − 1) · Σ e²) / |Σ denominator|.
 * Source: Cochran 1977, Sampling Techniques, section 2.11 (without the finite-population term).
 * @param pairs one [numerator, denominator] per document
 * @returns null ratio if the denominators add up to 0; the standard error is null then too, and with a single document
 */
export function ratioOfSums(pairs: readonly (readonly [number, number])[]): { ratio: number | null; standardError: number | null } {
  const denominator = pairs.reduce((total, pair) => total + pair[1], 0);
  if (denominator === 0) return { ratio: null, standardError: null };
  const ratio = pairs.reduce((total, pair) => total + pair[0], 0) / denominator;
  const squares = pairs.reduce((total, pair) => total + (pair[0] - ratio * pair[1]) ** 2, 0);
  const n = pairs.length;
  return { ratio, standardError: n < 2 ? null : Math.sqrt((n / (n - 1)) * squares) / Math.abs(denominator) };
}
