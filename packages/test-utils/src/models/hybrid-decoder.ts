import type { MixerKind } from './add-mixer.ts';
import type { TinyDecoderOptions } from './build-tiny-decoder.ts';

const MIXERS: readonly MixerKind[] = ['attention', 'convolution', 'state-space', 'attention'];

/**
 * A hybrid decoder of four blocks: blocks 0 and 3 are an attention and an MLP, block 1 is a convolution and an MLP, and block 2 is a state space
 * alone. So attentions 0 and 3 can be removed by themselves, and MLPs 0, 1 and 3.
 */
export const HYBRID_DECODER = {
  blocks: MIXERS.length,
  mixer: (identity: number) => MIXERS[identity] ?? 'attention',
  withoutMlp: [2],
} as const satisfies Partial<TinyDecoderOptions>;
