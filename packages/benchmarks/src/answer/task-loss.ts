import { type Interval, studentQuantile } from '@lamina/metrics';
import { LEVEL } from '../text-loss/text-loss.ts';

/** Smallest true loss that is found with 80 % power by a two-sided test at 5 %, in standard errors: 1.96 + 0.84. */
export const DETECTABLE = 2.8;
/** A benchmark whose whole model is not this many standard errors above chance cannot show a loss. */
const ABOVE_CHANCE = 3;

/** The score of one benchmark: of the whole model, and of the changed one in relation to it, paired by document. */
export interface PairedScore {
  /** Score of the whole model, 0..1. */
  readonly dense: number;
  /** Null if it is not known: the benchmark then cannot show a loss. */
  readonly denseStandardError: number | null;
  /** Expected score of guessing, 0..1; null where guessing has no meaning. */
  readonly chance: number | null;
  /** Changed ÷ dense. */
  readonly retention: number;
  /** Paired by document; null if it is not known. */
  readonly retentionStandardError: number | null;
  readonly documents: number;
}

/** The share of a benchmark's score above chance that a change loses: 0 = nothing, 1 = it guesses. */
export interface TaskLoss {
  readonly task: string;
  readonly loss: number;
  /** Null if it is not known. */
  readonly standardError: number | null;
  /** The loss that so many documents could have shown; null with the standard error. */
  readonly detectableLoss: number | null;
  readonly documents: number;
}

/** Whether a benchmark can show a loss of a model: its score is more than three standard errors above chance. */
export function canShowLoss({ dense, denseStandardError, chance }: Pick<PairedScore, 'dense' | 'denseStandardError' | 'chance'>): boolean {
  // Where guessing has no meaning, it scores nothing.
  return denseStandardError !== null && dense - (chance ?? 0) > ABOVE_CHANCE * denseStandardError;
}

/**
 * 1 − (changed − chance) ÷ (dense − chance) = (1 − retention) × dense ÷ (dense − chance). The standard error is never below that of one changed answer in
 * n + 2 documents: where no answer changed, the error is small, not 0.
 * Source: Agresti and Min 2005, "Simple improved confidence intervals for comparing matched proportions", Statistics in Medicine 24.
 * @returns null if the benchmark cannot show a loss
 */
export function measureTaskLoss(task: string, score: PairedScore): TaskLoss | null {
  if (!canShowLoss(score)) return null;
  const { dense, chance, retention, retentionStandardError, documents } = score;
  // Where guessing has no meaning, it scores nothing.
  const aboveChance = dense - (chance ?? 0);
  const standardError =
    retentionStandardError === null ? null : Math.max(retentionStandardError * dense, 1 / (documents + 2)) / aboveChance;
  return {
    task,
    loss: ((1 - retention) * dense) / aboveChance,
    standardError,
    detectableLoss: standardError === null ? null : DETECTABLE * standardError,
    documents,
  };
}

/** The two-sided 95 % interval of a task loss; null without a standard error, and with one document. */
export function intervalOfTask({ loss, standardError, documents }: TaskLoss): Interval | null {
  if (standardError === null || documents < 2) return null;
  const margin = studentQuantile(1 - LEVEL / 2, documents - 1) * standardError;
  return { low: loss - margin, high: loss + margin };
}

/** Whether a benchmark shows that more than the limit is lost: its one-sided 95 % lower bound is above the limit. */
export function showsMore({ loss, standardError, documents }: TaskLoss, limit: number): boolean {
  return standardError !== null && documents > 1 && loss - studentQuantile(1 - LEVEL, documents - 1) * standardError > limit;
}
