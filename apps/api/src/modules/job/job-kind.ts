import { registerEnumType } from 'type-graphql';

/** What a job does. */
export const JobKind = { SCORE_MODEL: 'score-model', PRUNE_MODEL: 'prune-model', EVALUATE_MODEL: 'evaluate-model' } as const;
export type JobKind = (typeof JobKind)[keyof typeof JobKind];

registerEnumType(JobKind, {
  name: 'JobKind',
  description: 'What a job does.',
  valuesConfig: {
    SCORE_MODEL: { description: 'Measures every layer of a model on a calibration text.' },
    PRUNE_MODEL: { description: 'Chooses layers by a strategy and writes the pruned model.' },
    EVALUATE_MODEL: { description: 'Runs benchmarks on a model, dense or pruned.' },
  },
});
