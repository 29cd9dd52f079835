import type { Architecture } from '../architecture.ts';
import { describeLlamaLike, readLlamaLike, toPostSublayerNorms } from '../llama-like.ts';
import { readOlmoExperts } from './olmoe.ts';

/** transformers 5.24.0 `modeling_flex_olmo.py`: OLMo 2 with OLMoE's experts. */
export const flexOlmo: Architecture = {
  modelTypes: ['flex_olmo'],
  prefix: 'model.',
  describe: (config, layout) => {
    const like = readLlamaLike(config, layout, { maxPositions: 4096, rotaryBase: 500_000 });
    const hasBias = config.flag('attention_bias', false);
    return describeLlamaLike({
      ...like,
      biases: { qkv: hasBias, output: hasBias },
      headNorm: 'all-heads',
      mlp: readOlmoExperts(config, like, { count: 7, selected: 5 }),
      change: toPostSublayerNorms(like),
    });
  },
};
