import { defineRatio } from './repair.ts';

/** c = mean over tokens of y − x: what the removed unit adds to the stream on average (mean ablation). */
export const mean = defineRatio({
  kind: 'mean',
  label: 'Mean output',
  describe:
    'A constant vector that is added to the stream: the mean output of the removed layers, token mixers or MLPs over the calibration tokens.',
  replaces: ['block', 'attention', 'mlp'],
  form: 'shift',
  moments: 'stream',
  solve: ({ stepSum, tokens }) => ({ form: 'shift', shift: stepSum.map((sum) => sum / tokens) }),
});
