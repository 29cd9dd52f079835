import { registerEnumType } from 'type-graphql';

/** What a job does. */
export const JobKind = {
  REGISTER_MODEL: 'register-model',
  SCORE_MODEL: 'score-model',
  PRUNE_MODEL: 'prune-model',
  EVALUATE_MODEL: 'evaluate-model',
  MEASURE_EFFICIENCY: 'measure-efficiency',
  QUANTIZE_MODEL: 'quantize-model',
} as const;
export type JobKind = (typeof JobKind)[keyof typeof JobKind];

registerEnumType(JobKind, {
  name: 'JobKind',
  description: 'What a job does.',
  valuesConfig: {
    REGISTER_MODEL: { description: "Reads a model's graph and stores the model." },
    SCORE_MODEL: { description: 'Measures every layer of a model on a calibration text.' },
    PRUNE_MODEL: { description: 'Chooses layers by a strategy and writes the pruned model.' },
    QUANTIZE_MODEL: { description: 'Writes a model with its weights in fewer bits and submits a study of it.' },
    MEASURE_EFFICIENCY: { description: "Measures speed and memory of a model, dense and pruned, on the scorer's machine." },
    EVALUATE_MODEL: { description: 'Runs benchmarks on a model, dense or pruned.' },
  },
});
