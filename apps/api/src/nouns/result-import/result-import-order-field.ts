import { registerEnumType } from 'type-graphql';

/** Columns that a ResultImport list can be sorted by. */
export const ResultImportOrderField = { CREATED_AT: 'CREATED_AT', MODEL: 'MODEL' } as const;
export type ResultImportOrderField = (typeof ResultImportOrderField)[keyof typeof ResultImportOrderField];

registerEnumType(ResultImportOrderField, {
  name: 'ResultImportOrderField',
  description: 'Columns that a ResultImport list can be sorted by.',
  valuesConfig: {
    CREATED_AT: { description: 'When it was handed in.' },
    MODEL: { description: 'Short name of the model.' },
  },
});
