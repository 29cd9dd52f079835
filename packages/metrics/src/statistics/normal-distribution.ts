/** Beyond this the distribution is 0 or 1 to the last bit of a float64 near 1. */
const TAIL = 8.3;

/**
 * P(Z ≤ z) of the standard normal distribution, 0..1, to about 1e-15: the Taylor series 1/2 + φ(z) · (z + z³/3 + z⁵/(3·5) + …).
 * Source: Marsaglia 2004, "Evaluating the Normal Distribution", Journal of Statistical Software 11(4).
 * @param z any number; ±Infinity gives 1 and 0
 */
export function normalProbability(z: number): number {
  if (z < -TAIL) return 0;
  if (z > TAIL) return 1;
  let term = z;
  let sum = z;
  for (let odd = 3, before = Number.NaN; sum !== before; odd += 2) {
    before = sum;
    term *= (z * z) / odd;
    sum += term;
  }
  const probability = 0.5 + sum * Math.exp(-(z * z) / 2 - Math.log(2 * Math.PI) / 2);
  // Rounding may pass the ends.
  return Math.min(1, Math.max(0, probability));
}
