import { compareRetentions } from '@lamina/benchmarks';
import { type PairedRetentionRow, pairedRetentions } from '@lamina/database';
import { AppError } from '@lamina/errors';
import type { Stores } from '../../data/stores.ts';
import type { LeaderboardContext } from '../leaderboard/leaderboard.service.ts';
import type { RetentionComparisonArgs } from './retention-comparison.args.ts';
import type { RetentionComparison } from './retention-comparison.type.ts';

const MAX_OTHERS = 9;

/**
 * Compares the retention of pruned models with that of a baseline: finds the leaderboard's prunings, then runs one statement over their answers.
 * @throws AppError BAD_USER_INPUT for an invalid number of models or ratio; NOT_FOUND if the baseline has no such pruning
 */
export async function compareWithBaseline(
  { sqlReader, leaderboard }: Stores & LeaderboardContext,
  { baseline, slugs, ...settings }: RetentionComparisonArgs,
): Promise<RetentionComparison> {
  const others = [...new Set(slugs)].filter((slug) => slug !== baseline);
  if (others.length < 1 || others.length > MAX_OTHERS) {
    throw new AppError('BAD_USER_INPUT', `slugs names ${others.length} models besides the baseline; it must name 1 to ${MAX_OTHERS}.`);
  }
  const board = await leaderboard.findPrunings({ ...settings, filter: { models: [baseline, ...others] } });
  const { lane, removedRatio, aboveChance } = board;
  const baselinePruningKey = board.pruningKeys.get(baseline);
  if (lane === null || baselinePruningKey === undefined) {
    throw new AppError(
      'NOT_FOUND',
      `"${baseline.slice(0, 100)}" has no evaluated pruning at these settings. Another strategy, ratio or protocol may have one.`,
    );
  }
  const pruningKeys = others.map((slug) => board.pruningKeys.get(slug)).filter((key) => key !== undefined);
  const rows = await sqlReader.readRows<PairedRetentionRow>(pairedRetentions({ lane, baselinePruningKey, pruningKeys, aboveChance }));
  const leftOut = rows.filter(({ isLeftOut }) => isLeftOut).map(({ benchmark }) => benchmark);
  const kept = rows.filter(({ isLeftOut }) => !isLeftOut);
  return {
    ...{ baseline, lane, removedRatio, aboveChance },
    leftOutAboveChance: [...new Set(leftOut)].sort(),
    differences: compareRetentions(others, kept),
  };
}
