import { registerEnumType } from 'type-graphql';

/** What evaluations are grouped by, besides lane, benchmark and metric. */
export const EvaluationGroup = {
  FAMILY: 'FAMILY',
  MODEL: 'MODEL',
  NORM_PLACEMENT: 'NORM_PLACEMENT',
  STRATEGY: 'STRATEGY',
  REMOVED_COUNT: 'REMOVED_COUNT',
  REMOVED_RATIO: 'REMOVED_RATIO',
} as const;
export type EvaluationGroup = (typeof EvaluationGroup)[keyof typeof EvaluationGroup];

registerEnumType(EvaluationGroup, {
  name: 'EvaluationGroup',
  description:
    'What evaluations are grouped by. Lanes, benchmarks and metrics are always apart: their numbers are never averaged together.',
  valuesConfig: {
    FAMILY: { description: 'Short name of the family.' },
    MODEL: { description: 'Short name of the model.' },
    NORM_PLACEMENT: { description: 'Where the norms of a block sit.' },
    STRATEGY: { description: 'Strategy of the pruning; null = dense.' },
    REMOVED_COUNT: { description: 'Number of removed layers; dense models count 0.' },
    REMOVED_RATIO: { description: 'Ranges of the share of removed layers (by blocks) of equal width; dense models count 0.' },
  },
});
