import type { Architecture } from '../architecture.ts';
import type { ConfigReader } from '../config-reader.ts';
import type { Decoder } from '../decoder.ts';
import { describeLlamaLike, readLlamaLike } from '../llama-like.ts';

/** transformers 4.57.6 `modeling_granite.py`: Llama with multipliers of embeddings, scores, branches and logits. */
export const granite: Architecture = {
  modelTypes: ['granite'],
  prefix: 'model.',
  describe: (config, layout) => {
    const like = readLlamaLike(config, layout);
    const hasBias = config.flag('attention_bias', false);
    const biases = { qkv: hasBias, output: hasBias, mlp: config.flag('mlp_bias', false) };
    return withGraniteScales(config, describeLlamaLike({ ...like, biases }));
  },
};

/** Granite's multipliers of embeddings, scores, branches and logits. */
export function withGraniteScales(config: ConfigReader, decoder: Decoder): Decoder {
  const scale = config.number('attention_multiplier', 1);
  const residualScale = config.number('residual_multiplier', 1);
  return {
    ...decoder,
    embedding: { ...decoder.embedding, scale: config.number('embedding_multiplier', 1) },
    blocks: decoder.blocks.map((block) => {
      const { mixer } = block;
      return { ...block, mixer: mixer?.kind === 'attention' ? { ...mixer, scale } : mixer, residualScale };
    }),
    head: { ...decoder.head, scale: 1 / config.number('logits_scaling', 1) },
  };
}
