import type { UnitKind } from '@lamina/plans';
import { NO_UNIT, type PublishedPaper } from '../published-paper.ts';
import type { PublishedTreatment } from '../published-result.ts';

type Prefix = 'block' | 'MLP' | 'attn';

/** "attn-8": the attentions of 8 blocks are removed. */
export type LlmDropMethod = 'dense' | `${Prefix}-${4 | 8 | 12 | 16 | 20 | 32 | 40 | 48}`;

const COUNTS = [4, 8, 12, 16, 20, 32, 40, 48] as const;
const UNITS: readonly (readonly [Prefix, UnitKind])[] = [
  ['block', 'block'],
  ['MLP', 'mlp'],
  ['attn', 'attention'],
];

const methods = Object.fromEntries([
  ['dense', NO_UNIT] as const,
  ...UNITS.flatMap(([prefix, unit]) => COUNTS.map((count) => [`${prefix}-${count}`, { unit, repair: null }] as const)),
]) as Record<LlmDropMethod, PublishedTreatment>;

/**
 * The paper of these tables: one-shot removal without a repair. Left out:
 * - The example drop lists of Mistral-7B: the transcription does not say whether they count from 0.
 * - The bytes of the KV cache: their setting was not transcribed.
 * - An MMLU score of Llama-3-8B: the transcription does not say how many attentions were removed.
 */
export const LLM_DROP_PAPER: PublishedPaper<LlmDropMethod> = {
  paper: 'LLM-Drop: What Matters in Transformers? Not All Attention is Needed',
  url: 'https://arxiv.org/abs/2406.15786',
  methods,
};
