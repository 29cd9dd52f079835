import { normalProbability } from './normal-distribution.ts';
import { Z_95 } from './z-95.ts';

/** Bisection halves the error each time: 60 steps reach the precision of a float64. */
const STEPS = 60;
/** Beyond this many degrees of freedom the distribution equals the normal one to 4 digits of a small tail. */
const NORMAL_FROM = 20_000;

/**
 * P(T ≤ t) of Student's t distribution, 0..1, as a finite sum over powers of cos² θ, tan θ = t ÷ √ν.
 * Source: Abramowitz & Stegun, Handbook of Mathematical Functions, 26.7.3 and 26.7.4.
 * @param t any number; ±Infinity gives 1 and 0
 * @param degreesOfFreedom a whole number of at least 1, or Infinity for the normal distribution
 */
export function studentProbability(t: number, degreesOfFreedom: number): number {
  if (t === Number.POSITIVE_INFINITY) return 1;
  if (t === Number.NEGATIVE_INFINITY) return 0;
  if (degreesOfFreedom > NORMAL_FROM) return normalProbability(t);
  const central = centralShare(Math.abs(t), degreesOfFreedom);
  return t < 0 ? (1 - central) / 2 : (1 + central) / 2;
}

/**
 * The t with P(T ≤ t) = `probability`, by bisection. A mean of n normal values lies within studentQuantile(0.975, n − 1) of its estimated standard errors
 * in 95 % of all samples.
 * @param probability 0..1, both excluded
 * @param degreesOfFreedom a whole number of at least 1, or Infinity
 */
export function studentQuantile(probability: number, degreesOfFreedom: number): number {
  let high = 1;
  while (studentProbability(high, degreesOfFreedom) < Math.max(probability, 1 - probability)) high *= 2;
  let low = -high;
  for (let step = 0; step < STEPS; step += 1) {
    const middle = (low + high) / 2;
    if (studentProbability(middle, degreesOfFreedom) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The 97.5th percentile: half the width of a 95 % interval in standard errors. @param degreesOfFreedom a whole number of at least 1, or Infinity */
export function studentT95(degreesOfFreedom: number): number {
  return degreesOfFreedom === Number.POSITIVE_INFINITY ? Z_95 : studentQuantile(0.975, degreesOfFreedom);
}

/** P(|T| < t) for t ≥ 0. */
function centralShare(t: number, freedom: number): number {
  const angle = Math.atan(t / Math.sqrt(freedom));
  const isOdd = freedom % 2 === 1;
  let term = isOdd ? Math.cos(angle) : 1;
  let sum = freedom === 1 ? 0 : term;
  for (let power = isOdd ? 3 : 2; power < freedom; power += 2) {
    term *= (Math.cos(angle) ** 2 * (power - 1)) / power;
    sum += term;
  }
  return Math.min(1, isOdd ? (2 / Math.PI) * (angle + Math.sin(angle) * sum) : Math.sin(angle) * sum);
}
