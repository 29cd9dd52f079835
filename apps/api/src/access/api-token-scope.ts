import { defineEnum, type ValueOf } from '../paging/define-enum.ts';

/** What a token lets its holder do; the value is what is stored. */
export const ApiTokenScope = defineEnum('ApiTokenScope', 'What a token lets its holder do, besides reading.', {
  SCORE: ['score', 'Register models, submit studies, cancel and retry jobs, save comparisons.'],
  IMPORT: ['import', 'Import results that were measured elsewhere.'],
  ADMIN: ['admin', 'Everything, tokens included.'],
  DELEGATE: ['delegate', 'Act for a person whom the header Lamina-On-Behalf-Of names: for page servers that sign people in.'],
});
export type ApiTokenScope = ValueOf<typeof ApiTokenScope>;
