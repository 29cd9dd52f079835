import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';

export const BosPolicy = defineEnum('BosPolicy', 'When a begin-of-sequence token leads a window.', {
  AUTO: ['auto', "As the model's tokenizer does it."],
  ALWAYS: ['always', 'In every window.'],
  NEVER: ['never', 'In no window.'],
});
export type BosPolicy = ValueOf<typeof BosPolicy>;
