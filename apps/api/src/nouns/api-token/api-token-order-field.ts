import { registerEnumType } from 'type-graphql';

/** Columns that an ApiToken list can be sorted by. */
export const ApiTokenOrderField = { NAME: 'NAME', CREATED_AT: 'CREATED_AT', LAST_USED_AT: 'LAST_USED_AT' } as const;
export type ApiTokenOrderField = (typeof ApiTokenOrderField)[keyof typeof ApiTokenOrderField];

registerEnumType(ApiTokenOrderField, {
  name: 'ApiTokenOrderField',
  description: 'Columns that an ApiToken list can be sorted by.',
  valuesConfig: {
    NAME: { description: 'Name.' },
    CREATED_AT: { description: 'When it was made.' },
    LAST_USED_AT: { description: 'When it was last used.' },
  },
});
