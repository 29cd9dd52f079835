import { getAt } from '@lamina/errors';
import type { StoredTensor } from '../../checkpoint.ts';
import type { Architecture } from '../architecture.ts';
import type { Convolution, DeltaNet } from '../decoder.ts';
import { rmsNorm } from '../decoder-parts.ts';
import { readDeltaNet } from '../delta-net.ts';
import { readKinds } from '../layer-kinds.ts';
import { describeLlamaLike, readLlamaLike, toPostSublayerNorms } from '../llama-like.ts';

/**
 * transformers 5.24.0 `modeling_olmo_hybrid.py`: gated delta nets in blocks with norms before each half, and attention in blocks with norms after
 * them, as OLMo 2 has.
 */
export const olmoHybrid: Architecture = {
  modelTypes: ['olmo_hybrid'],
  prefix: 'model.',
  describe: (config, layout, tensors) => {
    const like = readLlamaLike(config, layout, { maxPositions: 65_536, inner: 11_008 });
    const kinds = readKinds(config, like.sizes.blocks, { full_attention: true, linear_attention: false });
    const hasPositions = config.numberOrNull('rope_theta', 10_000) !== null;
    const hasBias = config.flag('attention_bias', false);
    const updateScale = config.flag('linear_allow_neg_eigval', true) ? 2 : 1;
    const deltaNet = readDeltaNet(config, { hidden: like.sizes.hidden, layout, norm: rmsNorm(1e-5), projection: 'apart' });
    config.ignore('linear_a_log_min', 'linear_a_log_max', 'linear_dt_min', 'linear_dt_max', 'linear_dt_init_floor');
    const attends = (block: number): boolean => kinds?.[block] ?? (block + 1) % 4 === 0;
    const stores = (name: string): boolean => [...tensors.keys()].some((stored) => stored.endsWith(`.${name}.weight`));
    const first = stores('attention_layer_norm') ? 'attention_layer_norm' : 'input_layernorm';
    const second = stores('feedforward_layer_norm') ? 'feedforward_layer_norm' : 'post_attention_layernorm';
    // transformers writes one name for the second norm of both kinds of blocks.
    const afterAttention = stores('post_attention_layernorm') ? 'post_attention_layernorm' : second;
    const toPostNorms = toPostSublayerNorms(like);
    return describeLlamaLike({
      ...like,
      biases: { qkv: hasBias, output: hasBias },
      headNorm: 'all-heads',
      rotary: hasPositions ? like.rotary : () => null,
      mixer: (block, attention) => {
        const place = `model.layers.${block}.linear_attn`;
        const plain = attends(block) ? null : deltaNet(place);
        return plain === null ? attention() : { ...plain, updateScale, convolution: splitConvolution(plain, place, tensors) };
      },
      change: (block, index) => {
        const norm = (name: string) => like.norm(`model.layers.${index}.${name}`);
        if (attends(index)) return { ...toPostNorms(block, index), mixerOutputNorm: norm(afterAttention) };
        return { ...block, mixerNorm: norm(first), mlpNorm: norm(second) };
      },
    });
  },
};

/** The convolution of queries, keys and values, which files may store in three parts. */
function splitConvolution({ convolution }: DeltaNet, place: string, tensors: ReadonlyMap<string, StoredTensor>): Convolution {
  const parts = ['q_conv1d', 'k_conv1d', 'v_conv1d'].flatMap((name) => {
    const [like] = [...tensors.values()].filter((stored) => stored.name.endsWith(`.${name}.weight`));
    return like === undefined ? [] : [{ name: `${place}.${name}.weight`, channels: getAt(like.dims, 0) }];
  });
  return parts.length === 0 ? convolution : { ...convolution, weight: parts };
}
