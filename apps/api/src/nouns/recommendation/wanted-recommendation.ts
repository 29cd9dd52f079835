import { AppError } from '@lamina/errors';
import { checkBatchSize } from '../../paging/check-batch-size.ts';
import type { UnitKind } from '../vocabulary/unit-kind.ts';
import type { RecommendationArgs } from './recommendation.args.ts';

/** The mean retention over the benchmarks with a score. */
export const AVERAGE = 'average';
/** The geometric mean over the perplexity texts. */
export const PERPLEXITY = 'perplexity';

/** The validated request. */
export interface WantedRecommendation {
  readonly maximumLoss: number;
  /** AVERAGE, PERPLEXITY or the name of a benchmark. */
  readonly metric: string;
  readonly units: readonly UnitKind[] | null;
  readonly lane: string | null;
}

/** @throws AppError BAD_USER_INPUT for a maximum outside 0 to 1. */
export function toWantedRecommendation({ maximumLoss, metric, units, lane }: RecommendationArgs): WantedRecommendation {
  if (!(maximumLoss > 0 && maximumLoss <= 1))
    throw new AppError('BAD_USER_INPUT', `maximumLoss is ${maximumLoss}; it must be a share above 0 and at most 1, as 0.05 for 5 %.`);
  if (units) checkBatchSize('units', units.length);
  return { maximumLoss, metric: metric ?? AVERAGE, units: units ?? null, lane: lane ?? null };
}

/** Whether a metric is a mean over several benchmarks. */
export function isMean(metric: string): boolean {
  return metric === AVERAGE || metric === PERPLEXITY;
}
