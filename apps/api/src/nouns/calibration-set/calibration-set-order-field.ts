import { registerEnumType } from 'type-graphql';

/** Columns that a CalibrationSet list can be sorted by. */
export const CalibrationSetOrderField = { NAME: 'NAME', CREATED_AT: 'CREATED_AT' } as const;
export type CalibrationSetOrderField = (typeof CalibrationSetOrderField)[keyof typeof CalibrationSetOrderField];

registerEnumType(CalibrationSetOrderField, {
  name: 'CalibrationSetOrderField',
  description: 'Columns that a CalibrationSet list can be sorted by.',
  valuesConfig: {
    NAME: { description: 'Name.' },
    CREATED_AT: { description: 'Time of registration.' },
  },
});
