import type { ComputedColumn, SortValue } from '../../paging/page-in-memory.ts';
import type { LeaderboardOrderField } from './leaderboard-order-field.ts';
import type { LeaderboardRow } from './leaderboard-row.type.ts';
import type { CandidateRecord } from './leaderboard-statements.ts';

/** A row with what it is sorted and filtered by. */
export interface LeaderboardEntry {
  readonly row: LeaderboardRow;
  readonly record: CandidateRecord;
}

type Column = Pick<ComputedColumn<LeaderboardEntry>, 'type' | 'read'>;
const number = (read: (entry: LeaderboardEntry) => SortValue): Column => ({ type: 'float8', read });

/** What each column of the leaderboard sorts by. */
export const LEADERBOARD_ORDER: { readonly [Field in LeaderboardOrderField]: Column } = {
  AVERAGE_RETENTION: number(({ row }) => row.averageRetention),
  REDUNDANCY_SHARE: number(({ row }) => row.redundancyShare),
  PERPLEXITY_RATIO: number(({ row }) => row.perplexityRatio),
  REMOVED_BLOCK_RATIO: number(({ record }) => record.removedBlockRatio),
  REMOVED_PARAMETER_RATIO: number(({ record }) => record.removedParameterRatio),
  PARAMETER_COUNT: number(({ record }) => record.parameterCount),
  BLOCK_COUNT: number(({ record }) => record.blockCount),
  MODEL: { type: 'text', read: ({ record }) => record.name },
};
