import { registerEnumType } from 'type-graphql';

/** Files of other tools that results are written as. */
export const ExportFormat = {
  LM_EVAL_RESULTS: 'LM_EVAL_RESULTS',
  HF_MODEL_INDEX: 'HF_MODEL_INDEX',
  HF_EVAL_RESULTS: 'HF_EVAL_RESULTS',
} as const;
export type ExportFormat = (typeof ExportFormat)[keyof typeof ExportFormat];

registerEnumType(ExportFormat, {
  name: 'ExportFormat',
  description: 'Files of other tools that results are written as.',
  valuesConfig: {
    LM_EVAL_RESULTS: { description: 'A results.json of lm-evaluation-harness; importEvaluations reads it back.' },
    HF_MODEL_INDEX: { description: 'YAML for the head of a Hugging Face model card: its model-index.' },
    HF_EVAL_RESULTS: {
      description:
        'YAML for .eval_results/ of a Hugging Face repository. Data sets are named as the benchmarks are here; the hub shows registered ones only.',
    },
  },
});
