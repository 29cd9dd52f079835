import { registerEnumType } from 'type-graphql';

/** What a token lets its holder do; the value is what is stored. */
export const ApiTokenScope = { SCORE: 'score', IMPORT: 'import', ADMIN: 'admin', DELEGATE: 'delegate' } as const;
export type ApiTokenScope = (typeof ApiTokenScope)[keyof typeof ApiTokenScope];

registerEnumType(ApiTokenScope, {
  name: 'ApiTokenScope',
  description: 'What a token lets its holder do, besides reading.',
  valuesConfig: {
    SCORE: { description: 'Register models, submit studies, cancel and retry jobs, save comparisons.' },
    IMPORT: { description: 'Import results that were measured elsewhere.' },
    ADMIN: { description: 'Everything, tokens included.' },
    DELEGATE: { description: 'Act for a person whom the header Lamina-On-Behalf-Of names: for page servers that sign people in.' },
  },
});
