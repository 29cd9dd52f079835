import { createRandom, sampleDeviation } from '@lamina/metrics';

/** Number of draws for the standard error of a perplexity, as in the harness. */
const HARNESS_BOOTSTRAP_DRAWS = 100_000;
const CHUNK = 1000;

/**
 * Standard error of exp(−mean log-likelihood) by the harness' bootstrap: draws in chunks of 1,000, chunk i from a fresh generator seeded
 * with i, each draw n items with replacement by floor(random() × n); the sample standard deviation (n − 1) over all draws.
 * Source: lm-evaluation-harness 0.4.13, lm_eval/api/metrics.py, bootstrap_stderr and _bootstrap_internal.
 * @param logLikelihoods float64[n] in nats, n ≥ 2
 * @param draws rounded down to whole chunks, at least one chunk
 * @returns null if a draw overflows
 */
export function bootstrapPerplexityError(logLikelihoods: readonly number[], draws: number = HARNESS_BOOTSTRAP_DRAWS): number | null {
  const items = Float64Array.from(logLikelihoods);
  const size = Math.min(CHUNK, draws);
  const chunks = Math.max(1, Math.floor(draws / CHUNK));
  const values = new Float64Array(chunks * size);
  for (let chunk = 0; chunk < chunks; chunk += 1) {
    const { random } = createRandom(chunk);
    for (let draw = 0; draw < size; draw += 1) {
      let sum = 0;
      // random() < 1, so the place exists; this loop is all of the time.
      for (let pick = 0; pick < items.length; pick += 1) sum += items[Math.floor(random() * items.length)] as number;
      values[chunk * size + draw] = Math.exp(-sum / items.length);
    }
  }
  return sampleDeviation(values);
}
