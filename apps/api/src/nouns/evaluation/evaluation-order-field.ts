import { registerEnumType } from 'type-graphql';

/** Columns that a Evaluation list can be sorted by. */
export const EvaluationOrderField = {
  VALUE: 'VALUE',
  RETENTION: 'RETENTION',
  BENCHMARK: 'BENCHMARK',
  METRIC: 'METRIC',
  REMOVED_COUNT: 'REMOVED_COUNT',
  CREATED_AT: 'CREATED_AT',
  MODEL: 'MODEL',
} as const;
export type EvaluationOrderField = (typeof EvaluationOrderField)[keyof typeof EvaluationOrderField];

registerEnumType(EvaluationOrderField, {
  name: 'EvaluationOrderField',
  description: 'Columns that a Evaluation list can be sorted by.',
  valuesConfig: {
    VALUE: { description: 'Value.' },
    RETENTION: { description: 'Retention; dense rows come last.' },
    BENCHMARK: { description: 'Name of the benchmark.' },
    METRIC: { description: 'Name of the metric.' },
    REMOVED_COUNT: { description: 'Number of removed layers; dense rows count 0.' },
    CREATED_AT: { description: 'Time of storing.' },
    MODEL: { description: 'Short name of the model.' },
  },
});
