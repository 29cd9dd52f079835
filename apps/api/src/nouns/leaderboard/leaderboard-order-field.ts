import { registerEnumType } from 'type-graphql';

/** Columns that the leaderboard can be sorted by. */
export const LeaderboardOrderField = {
  AVERAGE_RETENTION: 'AVERAGE_RETENTION',
  REDUNDANCY_SHARE: 'REDUNDANCY_SHARE',
  PERPLEXITY_RATIO: 'PERPLEXITY_RATIO',
  REMOVED_BLOCK_RATIO: 'REMOVED_BLOCK_RATIO',
  REMOVED_PARAMETER_RATIO: 'REMOVED_PARAMETER_RATIO',
  PARAMETER_COUNT: 'PARAMETER_COUNT',
  BLOCK_COUNT: 'BLOCK_COUNT',
  MODEL: 'MODEL',
} as const;
export type LeaderboardOrderField = (typeof LeaderboardOrderField)[keyof typeof LeaderboardOrderField];

registerEnumType(LeaderboardOrderField, {
  name: 'LeaderboardOrderField',
  description: 'Columns that the leaderboard can be sorted by.',
  valuesConfig: {
    AVERAGE_RETENTION: { description: 'Mean retention over the benchmarks.' },
    REDUNDANCY_SHARE: { description: 'Share of layers that can go while the average retention stays above the floor.' },
    PERPLEXITY_RATIO: { description: 'Pruned / dense perplexity.' },
    REMOVED_BLOCK_RATIO: { description: 'Share of removed layers.' },
    REMOVED_PARAMETER_RATIO: { description: 'Share of removed parameters.' },
    PARAMETER_COUNT: { description: 'Number of parameters of the dense model.' },
    BLOCK_COUNT: { description: 'Number of layers of the dense model.' },
    MODEL: { description: 'Name of the model.' },
  },
});
