import { AppError } from '@lamina/errors';
import { averageIndependent, averageOf, normalInterval } from '@lamina/metrics';
import type { Stores } from '../../data/stores.ts';
import type { LeaderboardContext } from '../leaderboard/leaderboard.service.ts';
import type { RetentionComparisonArgs } from './retention-comparison.args.ts';
import type { RetentionComparison, RetentionDifference } from './retention-comparison.type.ts';
import { type PairedRetention, pairedRetentions } from './retention-comparison-statement.ts';

const MAX_OTHERS = 9;

/**
 * Compares the retention of pruned models with that of a baseline: finds the leaderboard's prunings, then runs one statement over their answers.
 * @throws AppError BAD_USER_INPUT for an invalid number of models or ratio; NOT_FOUND if the baseline has no such pruning
 */
export async function compareRetentions(
  { sqlReader, leaderboard }: Stores & LeaderboardContext,
  { baseline, slugs, ...settings }: RetentionComparisonArgs,
): Promise<RetentionComparison> {
  const others = [...new Set(slugs)].filter((slug) => slug !== baseline);
  if (others.length < 1 || others.length > MAX_OTHERS) {
    throw new AppError('BAD_USER_INPUT', `slugs names ${others.length} models besides the baseline; it must name 1 to ${MAX_OTHERS}.`);
  }
  const board = await leaderboard.findPrunings({ ...settings, filter: { models: [baseline, ...others] } });
  const { lane, removedRatio } = board;
  const baselinePruningKey = board.pruningKeys.get(baseline);
  if (lane === null || baselinePruningKey === undefined) {
    throw new AppError(
      'NOT_FOUND',
      `"${baseline.slice(0, 100)}" has no evaluated pruning at these settings. Another strategy, ratio or lane may have one.`,
    );
  }
  const pruningKeys = others.map((slug) => board.pruningKeys.get(slug)).filter((key) => key !== undefined);
  const rows = await sqlReader.readRows<PairedRetention>(pairedRetentions({ lane, baselinePruningKey, pruningKeys }));
  const differences = others.flatMap((slug) => withMean(rows.filter((row) => row.slug === slug)));
  return { baseline, lane, removedRatio, differences };
}

/** A model's benchmarks and their mean. Benchmarks have different documents, so they are independent. */
function withMean(rows: readonly PairedRetention[]): RetentionDifference[] {
  const single = rows.map((row) => toDifference(row, row.benchmark));
  const [first] = rows;
  if (first === undefined) return single;
  const { average, standardError } = averageIndependent(rows.map((row) => ({ value: row.retention, standardError: row.standardError })));
  const baselineRetention = averageOf(rows.map((row) => row.baselineRetention));
  if (average === null || baselineRetention === null) throw new Error('A row has no retention');
  const documentCount = rows.reduce((sum, row) => sum + row.documentCount, 0);
  return [...single, toDifference({ slug: first.slug, documentCount, baselineRetention, retention: average, standardError }, null)];
}

function toDifference(row: Omit<PairedRetention, 'benchmark'>, benchmark: string | null): RetentionDifference {
  const { slug, documentCount, baselineRetention, retention, standardError } = row;
  const difference = retention - baselineRetention;
  const confidenceInterval = normalInterval(difference, standardError);
  return { slug, benchmark, documentCount, baselineRetention, retention, difference, standardError, confidenceInterval };
}
