import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';

export const BosPolicy = defineEnum('BosPolicy', 'When a window starts with a beginning-of-sequence token.', {
  AUTO: ['auto', "As the model's tokenizer decides."],
  ALWAYS: ['always', 'In every window.'],
  NEVER: ['never', 'In no window.'],
});
export type BosPolicy = ValueOf<typeof BosPolicy>;
