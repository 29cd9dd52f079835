import { registerEnumType } from 'type-graphql';

/** What a benchmark asks of a model. */
export const BenchmarkKind = { MULTIPLE_CHOICE: 'multiple-choice', PERPLEXITY: 'perplexity', GENERATION: 'generation' } as const;
export type BenchmarkKind = (typeof BenchmarkKind)[keyof typeof BenchmarkKind];

registerEnumType(BenchmarkKind, {
  name: 'BenchmarkKind',
  description: 'What a benchmark asks of a model.',
  valuesConfig: {
    MULTIPLE_CHOICE: { description: 'Give the right continuation the highest likelihood; higher is better.' },
    PERPLEXITY: { description: 'Predict a text; lower is better.' },
    GENERATION: { description: 'Write an answer, which is compared with the right one.' },
  },
});
