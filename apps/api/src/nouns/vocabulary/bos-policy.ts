import { registerEnumType } from 'type-graphql';

/** When a begin-of-sequence token leads a window. */
export const BosPolicy = { AUTO: 'auto', ALWAYS: 'always', NEVER: 'never' } as const;
export type BosPolicy = (typeof BosPolicy)[keyof typeof BosPolicy];

registerEnumType(BosPolicy, {
  name: 'BosPolicy',
  description: 'When a begin-of-sequence token leads a window.',
  valuesConfig: {
    AUTO: { description: "As the model's tokenizer does it." },
    ALWAYS: { description: 'In every window.' },
    NEVER: { description: 'In no window.' },
  },
});
