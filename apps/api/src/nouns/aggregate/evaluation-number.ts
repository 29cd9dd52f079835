import { registerEnumType } from 'type-graphql';

/** Which number of evaluations is aggregated. */
export const EvaluationNumber = { VALUE: 'VALUE', RETENTION: 'RETENTION' } as const;
export type EvaluationNumber = (typeof EvaluationNumber)[keyof typeof EvaluationNumber];

registerEnumType(EvaluationNumber, {
  name: 'EvaluationNumber',
  description: 'Which number of evaluations is aggregated.',
  valuesConfig: {
    VALUE: { description: 'The value.' },
    RETENTION: { description: 'Value / value of the dense model; dense rows have none.' },
  },
});
