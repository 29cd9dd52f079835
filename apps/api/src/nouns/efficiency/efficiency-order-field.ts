import { registerEnumType } from 'type-graphql';

/** Columns that a Efficiency list can be sorted by. */
export const EfficiencyOrderField = {
  REMOVED_COUNT: 'REMOVED_COUNT',
  BATCH: 'BATCH',
  PREFILL: 'PREFILL',
  DECODE: 'DECODE',
  PEAK_MEMORY: 'PEAK_MEMORY',
  CREATED_AT: 'CREATED_AT',
  MODEL: 'MODEL',
} as const;
export type EfficiencyOrderField = (typeof EfficiencyOrderField)[keyof typeof EfficiencyOrderField];

registerEnumType(EfficiencyOrderField, {
  name: 'EfficiencyOrderField',
  description: 'Columns that an Efficiency list can be sorted by. Speeds of different machines do not compare.',
  valuesConfig: {
    REMOVED_COUNT: { description: 'Number of removed layers; dense rows count 0.' },
    BATCH: { description: 'Texts side by side.' },
    PREFILL: { description: 'Prompt tokens per second.' },
    DECODE: { description: 'Written tokens per second.' },
    PEAK_MEMORY: { description: 'Largest resident memory.' },
    CREATED_AT: { description: 'Time of storing.' },
    MODEL: { description: 'Short name of the model.' },
  },
});
