import { registerEnumType } from 'type-graphql';

/** What the bootstrap drew. */
export const ResamplingUnit = { DOCUMENT: 'document', WINDOW: 'window' } as const;
export type ResamplingUnit = (typeof ResamplingUnit)[keyof typeof ResamplingUnit];

registerEnumType(ResamplingUnit, {
  name: 'ResamplingUnit',
  description: 'What the bootstrap behind standard errors and intervals drew.',
  valuesConfig: {
    DOCUMENT: { description: 'Documents: the sound choice where there are several.' },
    WINDOW: { description: 'Windows: the text is a single document, so intervals may be too narrow.' },
  },
});
