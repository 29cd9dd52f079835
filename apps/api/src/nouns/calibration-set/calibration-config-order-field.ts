import { registerEnumType } from 'type-graphql';

/** Columns that a CalibrationConfig list can be sorted by. */
export const CalibrationConfigOrderField = { WINDOW: 'WINDOW', TOKEN_COUNT: 'TOKEN_COUNT', CREATED_AT: 'CREATED_AT' } as const;
export type CalibrationConfigOrderField = (typeof CalibrationConfigOrderField)[keyof typeof CalibrationConfigOrderField];

registerEnumType(CalibrationConfigOrderField, {
  name: 'CalibrationConfigOrderField',
  description: 'Columns that a CalibrationConfig list can be sorted by.',
  valuesConfig: {
    WINDOW: { description: 'Tokens per window.' },
    TOKEN_COUNT: { description: 'Tokens in all windows.' },
    CREATED_AT: { description: 'Time of storing.' },
  },
});
