import { isAccuracy } from '@lamina/metrics';

/** A retention, and what is needed to take guessing out of it. */
export interface MeasuredRetention {
  /** The metric, with or without a filter after a comma. */
  readonly metric: string;
  /** Expected accuracy of random guessing, 0..1; null if guessing has no meaning (perplexity, generation). */
  readonly chance: number | null;
  /** Score of the dense model; null if it is not measured. */
  readonly denseValue: number | null;
  readonly denseStandardError: number | null;
  /** Pruned ÷ dense; null if it is not measured. */
  readonly retention: number | null;
  readonly retentionStandardError: number | null;
}

/** A retention above chance: 1 = no loss, 0 = the pruned model guesses, below 0 = it is worse than guessing. */
export interface RetentionAboveChance {
  readonly value: number;
  /** Null if the raw retention has none. */
  readonly standardError: number | null;
}

/** Whether the dense model guesses: its score is at most one standard error above chance. Then it cannot show a loss. */
export function guesses({
  chance,
  denseValue,
  denseStandardError,
}: Pick<MeasuredRetention, 'chance' | 'denseValue' | 'denseStandardError'>): boolean {
  // Imported scores may have no standard error: any score above chance counts then.
  return chance !== null && denseValue !== null && denseValue - chance <= (denseStandardError ?? 0);
}

/**
 * The share of what is above chance that a pruned model keeps: (pruned − chance) ÷ (dense − chance) = (retention × dense − chance) ÷ (dense − chance).
 * It is linear in the retention, so the standard error is multiplied by dense ÷ (dense − chance); the dense score counts as known.
 * Source: docs/findings.md ("kept"); it is Cohen's kappa with fixed chance (Cohen 1960) of the pruned model ÷ that of the dense one.
 * @returns null if a part is not measured, if the metric is no accuracy, if chance is not known, or if the dense model guesses
 */
export function subtractChance(measured: MeasuredRetention): RetentionAboveChance | null {
  const { metric, chance, denseValue, denseStandardError, retention, retentionStandardError } = measured;
  if (chance === null || denseValue === null || retention === null || !isAccuracy(metric)) return null;
  if (guesses({ chance, denseValue, denseStandardError })) return null;
  const aboveChance = denseValue - chance;
  return {
    value: (retention * denseValue - chance) / aboveChance,
    standardError: retentionStandardError === null ? null : (retentionStandardError * denseValue) / aboveChance,
  };
}
