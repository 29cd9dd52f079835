import type { Interval } from './interval.ts';

/** Shares of its capital that a bettor stakes: midpoints of equal parts of 0..1, each played with an equal part of the first capital. */
const STAKES = Array.from({ length: 50 }, (_, place) => (place + 0.5) / 50);
/** The ends of the interval are found to this share of the range. */
const PRECISION = 1e-7;

/**
 * A confidence sequence for the mean of bounded observations: computed after every observation, all its intervals hold the mean together with the
 * probability `confidence`. One may therefore look after each observation and stop when one likes. Observations need the same conditional mean, nothing else.
 *
 * For each candidate m of the mean two bettors stake shares f of their capital, one on observations above m, one on those below:
 *
 *   capital(m) = average over f of ∏ (1 + f (x − m) / (m − low))        and the same with high − m for the other one
 *
 * If m is the mean, neither reaches 2 ÷ (1 − confidence) times its first capital with more than half of 1 − confidence (Ville's inequality). The interval
 * holds all m at which neither did.
 * Source: Waudby-Smith and Ramdas 2024, "Estimating means of bounded random variables by betting", Journal of the Royal Statistical Society B 86; uniform
 * mixture of stakes: Cover 1991, "Universal portfolios", and Orabona and Jun 2024, "Tight concentrations and confidence sequences from the regret of
 * universal portfolio", IEEE Transactions on Information Theory 70.
 *
 * @param values float64[n], each from low to high
 * @param options.confidence between 0 and 1, such as 0.95
 * @returns low ≤ interval ≤ high; the whole range without observations
 * @throws Error if a value lies outside the range
 */
export function bettingInterval(
  values: readonly number[],
  { low, high, confidence }: Interval & { readonly confidence: number },
): Interval {
  const outside = values.find((value) => !(value >= low && value <= high));
  if (outside !== undefined) throw new Error(`the observation ${outside} lies outside ${low} to ${high}`);
  // Observations of benchmarks repeat, mostly 0: what counts is how often each occurs.
  const counts = [...Map.groupBy(values, (value) => value)].map(([value, own]) => [value, own.length] as const);
  const mirrored = counts.map(([value, count]) => [low + high - value, count] as const);
  const needed = Math.log(2 / (1 - confidence));
  const findLimit = (own: Counts): number => {
    // Capital falls as m rises: every m below the limit is refuted.
    let [refuted, open] = [low, high];
    while (open - refuted > PRECISION * (high - low)) {
      const middle = (refuted + open) / 2;
      if (logCapital(own, middle, low) >= needed) refuted = middle;
      else open = middle;
    }
    return refuted;
  };
  return { low: findLimit(counts), high: low + high - findLimit(mirrored) };
}

/** Values, and how often each occurs. */
type Counts = readonly (readonly [number, number])[];

/** Logarithm of the capital of bets on observations above m, whose first capital is 1. Loops without closures: it runs thousands of times for one interval. */
function logCapital(counts: Counts, m: number, low: number): number {
  let largest = -Infinity;
  const logs = new Float64Array(STAKES.length);
  for (const [place, stake] of STAKES.entries()) {
    let log = 0;
    for (const [value, count] of counts) log += count * Math.log1p((stake * (value - m)) / (m - low));
    logs[place] = log;
    if (log > largest) largest = log;
  }
  let sum = 0;
  for (const log of logs) sum += Math.exp(log - largest);
  return largest + Math.log(sum / STAKES.length);
}
