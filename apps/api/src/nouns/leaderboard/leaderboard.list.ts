import type { RankedCandidate } from '@lamina/benchmarks';
import type { BoardCandidate } from '@lamina/database';
import { amongValues, defineComputedList } from '../../paging/computed-list.ts';
import { ascending, descending } from '../../paging/list-args.ts';
import type { LeaderboardSettings } from './leaderboard-key.ts';

/** A ranked pruning with the settings of its board; only the rows of a page are made of it. */
export type LeaderboardEntry = RankedCandidate<BoardCandidate> & { readonly settings: LeaderboardSettings };

type Entry = LeaderboardEntry;
const number = (read: (entry: Entry) => number | null, description: string) => ({ type: 'float8', read, description }) as const;

/** The rows of the leaderboard. */
export const LEADERBOARD = defineComputedList({
  name: 'Leaderboard',
  filterDescription: 'Which models the leaderboard shows. Ranks are those of the whole list.',
  filter: {
    models: amongValues(String, ({ record }: Entry) => record.slug, 'Short names of models.'),
    families: amongValues(String, ({ record }: Entry) => record.family, 'Short names of families.'),
  },
  orderDescription: 'Columns that the leaderboard can be sorted by.',
  order: {
    AVERAGE_RETENTION: number(({ averageRetention }) => averageRetention, 'Mean retention over the benchmarks.'),
    RANK: number(({ rank }) => rank, 'Rank; unranked rows come last.'),
    TEXT_LOSS: number(({ textLoss }) => textLoss, 'The largest loss over all texts.'),
    MODEL: { type: 'text', read: ({ record }: Entry) => record.name, description: 'Name of the model.' },
  },
  defaultOrder: {
    words: 'rank; then rows that are not ranked, by average retention',
    columns: [ascending('RANK'), descending('AVERAGE_RETENTION')],
  },
  readKey: ({ record }: Entry) => record.modelKey,
});
