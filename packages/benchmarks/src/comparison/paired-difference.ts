import { type Interval, normalInterval, sampleMean, standardErrorOfMean } from '@lamina/metrics';

/** A pruned model's metric minus the dense model's, over the same documents. */
export interface PairedDifference {
  /** In the metric's unit. */
  readonly value: number;
  /** Null with one document, or if a draw overflows. */
  readonly standardError: number | null;
  /** 95 %; null if the standard error is null. */
  readonly interval: Interval | null;
  /** Method behind the interval. */
  readonly method: 'paired-normal' | 'document-bootstrap';
}

/**
 * The mean of per-document differences d with standard error sqrt(Σ (d − mean)² / (n − 1) / n) and the normal interval mean ± 1.96 standard
 * errors.
 * @param differences float64[n], pruned − dense, n ≥ 1
 */
export function pairedMeanDifference(differences: readonly number[]): PairedDifference {
  const value = sampleMean(differences);
  const standardError = standardErrorOfMean(differences);
  return { value, standardError, interval: normalInterval(value, standardError), method: 'paired-normal' };
}
