import type { Architecture } from '../architecture.ts';
import type { DecoderBlock, HeadNorm } from '../decoder.ts';
import { getAttention, layerNorm } from '../decoder-parts.ts';
import { describeLlamaLike, readLlamaLike } from '../llama-like.ts';

/** transformers 4.57.6 `modeling_stablelm.py`: layer norms, partial rotary embedding, and a separate norm for each query and key head. */
export const stablelm: Architecture = {
  modelTypes: ['stablelm'],
  prefix: 'model.',
  describe: (config, layout) => {
    const like = readLlamaLike(config, layout, { maxPositions: 4096, rotaryShare: 0.25 });
    // Keys of configs from before the model was part of transformers; transformers reads only layer_norm_eps and partial_rotary_factor.
    config.ignore('norm_eps', 'rope_pct', 'rotary_scaling_factor');
    const eps = config.number('layer_norm_eps', 1e-5);
    const isParallel = config.flag('use_parallel_residual', false);
    const hasHeadNorms = config.flag('qk_layernorm', false);
    const change = (block: DecoderBlock, index: number): DecoderBlock => {
      const place = `model.layers.${index}.self_attn`;
      const norms = {
        queryNorm: ownHeadNorm(`${place}.q_layernorm`, like.sizes.heads, eps),
        keyNorm: ownHeadNorm(`${place}.k_layernorm`, like.sizes.keyHeads, eps),
      };
      const mixer = hasHeadNorms ? { ...getAttention(block), ...norms } : block.mixer;
      return isParallel ? { ...block, mixer, residual: 'parallel', mlpNorm: null } : { ...block, mixer };
    };
    return describeLlamaLike({ ...like, norm: layerNorm(eps), biases: { qkv: config.flag('use_qkv_bias', false) }, change });
  },
};

function ownHeadNorm(place: string, heads: number, eps: number): HeadNorm {
  const weights = Array.from({ length: heads }, (_, head) => `${place}.norms.${head}.weight`);
  return { norm: { kind: 'layer', eps, weight: null, bias: null, addsOne: false }, over: 'own-head', weights };
}
