import { registerEnumType } from 'type-graphql';

/** What layer scores are grouped by, besides lane and metric. */
export const ScoreGroup = {
  FAMILY: 'FAMILY',
  MODEL: 'MODEL',
  CALIBRATION: 'CALIBRATION',
  NORM_PLACEMENT: 'NORM_PLACEMENT',
  RELATIVE_DEPTH: 'RELATIVE_DEPTH',
} as const;
export type ScoreGroup = (typeof ScoreGroup)[keyof typeof ScoreGroup];

registerEnumType(ScoreGroup, {
  name: 'ScoreGroup',
  description: 'What layer scores are grouped by. Lanes and metrics are always apart: their numbers are never averaged together.',
  valuesConfig: {
    FAMILY: { description: 'Short name of the family.' },
    MODEL: { description: 'Short name of the model.' },
    CALIBRATION: { description: 'Short name of the calibration set.' },
    NORM_PLACEMENT: { description: 'Where the norms of a block sit.' },
    RELATIVE_DEPTH: { description: 'Ranges of relative depth of equal width.' },
  },
});
