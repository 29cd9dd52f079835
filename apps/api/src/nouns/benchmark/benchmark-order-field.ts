import { registerEnumType } from 'type-graphql';

/** Columns that a Benchmark list can be sorted by. */
export const BenchmarkOrderField = { NAME: 'NAME', CATEGORY: 'CATEGORY', CREATED_AT: 'CREATED_AT' } as const;
export type BenchmarkOrderField = (typeof BenchmarkOrderField)[keyof typeof BenchmarkOrderField];

registerEnumType(BenchmarkOrderField, {
  name: 'BenchmarkOrderField',
  description: 'Columns that a Benchmark list can be sorted by.',
  valuesConfig: {
    NAME: { description: 'Name.' },
    CATEGORY: { description: 'What it tests.' },
    CREATED_AT: { description: 'Time of registration.' },
  },
});
