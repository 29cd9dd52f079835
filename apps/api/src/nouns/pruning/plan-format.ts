import type { PlanFormat as PlanFormatName } from '@lamina/plans';
import { registerEnumType } from 'type-graphql';

/** Tools that a plan is printed for; the value is the name that the plans package uses. */
export const PlanFormat = {
  JSON: 'json',
  MERGEKIT: 'mergekit',
  HF_CONFIG: 'hf-config',
  LLAMA_CPP: 'llama.cpp',
  DROP_LIST: 'drop-list',
} as const satisfies Readonly<Record<string, PlanFormatName>>;
export type PlanFormat = (typeof PlanFormat)[keyof typeof PlanFormat];

registerEnumType(PlanFormat, {
  name: 'PlanFormat',
  description: 'How a plan is written.',
  valuesConfig: {
    JSON: { description: 'The plan itself, an object.' },
    MERGEKIT: { description: 'YAML of a passthrough merge, for mergekit-yaml.' },
    HF_CONFIG: { description: "What changes in the parent's config.json, as a JSON merge patch (RFC 7396)." },
    LLAMA_CPP: { description: 'The option of llama-quantize that removes the same layers.' },
    DROP_LIST: { description: "Removed layers, 0-based in the parent's numbering, one a line." },
  },
});
