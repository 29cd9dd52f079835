import { registerEnumType } from 'type-graphql';

/** Columns that a Sample list can be sorted by. */
export const SampleOrderField = { POSITION: 'POSITION', VALUE: 'VALUE' } as const;
export type SampleOrderField = (typeof SampleOrderField)[keyof typeof SampleOrderField];

registerEnumType(SampleOrderField, {
  name: 'SampleOrderField',
  description: 'Columns that a Sample list can be sorted by.',
  valuesConfig: {
    POSITION: { description: "Place in the benchmark's order." },
    VALUE: { description: 'Value.' },
  },
});
