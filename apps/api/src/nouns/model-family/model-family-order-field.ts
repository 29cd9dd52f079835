import { registerEnumType } from 'type-graphql';

/** Columns that a ModelFamily list can be sorted by. */
export const ModelFamilyOrderField = { NAME: 'NAME', SLUG: 'SLUG', CREATED_AT: 'CREATED_AT' } as const;
export type ModelFamilyOrderField = (typeof ModelFamilyOrderField)[keyof typeof ModelFamilyOrderField];

registerEnumType(ModelFamilyOrderField, {
  name: 'ModelFamilyOrderField',
  description: 'Columns that a ModelFamily list can be sorted by.',
  valuesConfig: {
    NAME: { description: 'Name.' },
    SLUG: { description: 'Short name.' },
    CREATED_AT: { description: 'Time of registration.' },
  },
});
