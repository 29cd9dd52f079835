import { registerEnumType } from 'type-graphql';

/** What an import was read from; the value is what is stored. */
export const ImportFormat = { LM_EVAL_RESULTS: 'lm-eval-results', LAYER_SCORES: 'layer-scores' } as const;
export type ImportFormat = (typeof ImportFormat)[keyof typeof ImportFormat];

registerEnumType(ImportFormat, {
  name: 'ImportFormat',
  description: 'What an import is read from.',
  valuesConfig: {
    LM_EVAL_RESULTS: { description: 'A results.json of lm-evaluation-harness 0.4 or of Lamina.' },
    LAYER_SCORES: { description: 'A table of layer scores, JSON or CSV.' },
  },
});
