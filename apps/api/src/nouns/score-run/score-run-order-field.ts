import { registerEnumType } from 'type-graphql';

/** Columns that a ScoreRun list can be sorted by. */
export const ScoreRunOrderField = { CREATED_AT: 'CREATED_AT', LANE: 'LANE', TOKEN_COUNT: 'TOKEN_COUNT', MODEL: 'MODEL' } as const;
export type ScoreRunOrderField = (typeof ScoreRunOrderField)[keyof typeof ScoreRunOrderField];

registerEnumType(ScoreRunOrderField, {
  name: 'ScoreRunOrderField',
  description: 'Columns that a ScoreRun list can be sorted by.',
  valuesConfig: {
    CREATED_AT: { description: 'Time of storing.' },
    LANE: { description: 'Name of the lane.' },
    TOKEN_COUNT: { description: 'Tokens scored.' },
    MODEL: { description: 'Short name of the model.' },
  },
});
