import type { Architecture } from '../architecture.ts';
import { getAttention, linear } from '../decoder-parts.ts';
import { describeLlamaLike, fuseQueryKeyValue, readLlamaLike } from '../llama-like.ts';

/**
 * `modeling_internlm2.py` of internlm/internlm2-7b (July 2024): Llama with other tensor names; one matrix holds, for each key head, its query heads,
 * the key and the value.
 */
export const internlm2: Architecture = {
  modelTypes: ['internlm2'],
  prefix: 'model.',
  describe: (config, layout) => {
    const like = readLlamaLike(config, layout);
    const { hidden, inner, heads, headSize } = like.sizes;
    const hasBias = config.flag('bias', true);
    const decoder = describeLlamaLike({
      ...like,
      change: (block, index) => {
        const place = `model.layers.${index}`;
        const fused = fuseQueryKeyValue(block, { name: `${place}.attention.wqkv`, order: 'grouped', hasBias });
        const project = (name: string, inputs: number, outputs: number) =>
          linear(`${place}.feed_forward.${name}`, { inputs, outputs, hasBias: false });
        return {
          ...fused,
          mixer: {
            ...getAttention(fused),
            output: linear(`${place}.attention.wo`, { inputs: heads * headSize, outputs: hidden, hasBias }),
          },
          mlp: {
            kind: 'gated',
            gate: project('w1', hidden, inner),
            up: project('w3', hidden, inner),
            down: project('w2', inner, hidden),
            activation: like.activation,
          },
          mixerNorm: like.norm(`${place}.attention_norm`),
          mlpNorm: like.norm(`${place}.ffn_norm`),
        };
      },
    });
    const embedding = 'model.tok_embeddings.weight';
    return {
      ...decoder,
      embedding: { ...decoder.embedding, weight: embedding },
      head: { ...decoder.head, weight: like.isTied ? embedding : 'output.weight' },
    };
  },
};
