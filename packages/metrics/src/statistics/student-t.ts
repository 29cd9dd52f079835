import { Z_95 } from './z-95.ts';

/** Bisection halves the error each time: 60 steps reach the precision of a float64. */
const STEPS = 60;

/**
 * The 97.5th percentile of Student's t distribution: a mean of n normal values lies within this many of its estimated standard errors in 95 % of
 * all samples, with `degreesOfFreedom` = n − 1. Infinity gives the normal distribution's.
 * Source: Abramowitz & Stegun, Handbook of Mathematical Functions, 26.7.3 and 26.7.4.
 * @param degreesOfFreedom a whole number of at least 1, or Infinity
 */
export function studentT95(degreesOfFreedom: number): number {
  if (degreesOfFreedom === Number.POSITIVE_INFINITY) return Z_95;
  let low = Z_95;
  let high = 13;
  for (let step = 0; step < STEPS; step += 1) {
    const middle = (low + high) / 2;
    if (centralShare(middle, degreesOfFreedom) < 0.95) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** P(|T| < t), as a finite sum over powers of cos² θ, tan θ = t ÷ √ν. */
function centralShare(t: number, freedom: number): number {
  const angle = Math.atan(t / Math.sqrt(freedom));
  const isOdd = freedom % 2 === 1;
  let term = isOdd ? Math.cos(angle) : 1;
  let sum = freedom === 1 ? 0 : term;
  for (let power = isOdd ? 3 : 2; power < freedom; power += 2) {
    term *= (Math.cos(angle) ** 2 * (power - 1)) / power;
    sum += term;
  }
  return isOdd ? (2 / Math.PI) * (angle + Math.sin(angle) * sum) : Math.sin(angle) * sum;
}
