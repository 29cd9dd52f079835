import { defineEnum, type ValueOf } from '../paging/define-enum.ts';

/** Scopes of a token; the value is the stored text. */
export const ApiTokenScope = defineEnum('ApiTokenScope', 'The actions that the holder of a token may take, besides reading.', {
  SCORE: ['score', 'Register models, submit studies, cancel and retry jobs, save comparisons.'],
  IMPORT: ['import', 'Import results that were measured elsewhere.'],
  ADMIN: ['admin', 'Everything, including management of tokens.'],
  DELEGATE: ['delegate', 'Act for the person in the header Lamina-On-Behalf-Of. Made for page servers that sign people in.'],
});
export type ApiTokenScope = ValueOf<typeof ApiTokenScope>;
