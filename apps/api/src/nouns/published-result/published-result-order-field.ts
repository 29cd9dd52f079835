import { registerEnumType } from 'type-graphql';

/** Columns that a PublishedResult list can be sorted by. */
export const PublishedResultOrderField = {
  PAPER: 'PAPER',
  TABLE: 'TABLE',
  MODEL: 'MODEL',
  METHOD: 'METHOD',
  BENCHMARK: 'BENCHMARK',
  VALUE: 'VALUE',
  REMOVED_RATIO: 'REMOVED_RATIO',
} as const;
export type PublishedResultOrderField = (typeof PublishedResultOrderField)[keyof typeof PublishedResultOrderField];

registerEnumType(PublishedResultOrderField, {
  name: 'PublishedResultOrderField',
  description: 'Columns that a PublishedResult list can be sorted by.',
  valuesConfig: {
    PAPER: { description: 'Title of the paper.' },
    TABLE: { description: 'Number of the table.' },
    MODEL: { description: 'Model.' },
    METHOD: { description: 'Method.' },
    BENCHMARK: { description: 'Benchmark.' },
    VALUE: { description: 'The number.' },
    REMOVED_RATIO: { description: 'Removed ratio; rows without one come last.' },
  },
});
