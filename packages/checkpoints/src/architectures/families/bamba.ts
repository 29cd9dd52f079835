import type { Architecture } from '../architecture.ts';
import { readKinds } from '../layer-kinds.ts';
import { describeLlamaLike, llamaMlp, readLlamaLike } from '../llama-like.ts';
import { MAMBA_PREFIXED, readMamba2 } from '../mamba-mixers.ts';

/** transformers 5.24.0 `modeling_bamba.py`: Llama with Mamba 2 in most blocks, and half of each head rotated in the others. */
export const bamba: Architecture = {
  modelTypes: ['bamba'],
  prefix: 'model.',
  describe: (config, layout) => {
    const like = readLlamaLike(config, layout, { eps: 1e-5, rotaryShare: 0.5, inner: 14_336 });
    const { hidden, blocks, inner } = like.sizes;
    // transformers reads the share of each head under this name too.
    config.ignore('attn_rotary_emb', 'num_logits_to_keep', 'z_loss_coefficient');
    const hasBias = config.flag('attention_bias', false);
    const own = { ...like, biases: { qkv: hasBias, output: hasBias, mlp: config.flag('mlp_bias', false) } };
    const attending = config.findList('attn_layer_indices');
    const kinds = readKinds(config, blocks, { mamba: false, linear_attention: false, attention: true, full_attention: true });
    const mamba = readMamba2(config, { hidden, layout, eps: config.number('rms_norm_eps', 1e-5), keys: MAMBA_PREFIXED });
    const decoder = describeLlamaLike({
      ...own,
      mixer: (block, attention) =>
        (kinds?.[block] ?? attending?.includes(block) === true) ? attention() : mamba(`model.layers.${block}.mamba`),
      mlp: (block) => llamaMlp(own, `model.layers.${block}.feed_forward`, inner),
      change: (block, index) => ({ ...block, mlpNorm: like.norm(`model.layers.${index}.pre_ff_layernorm`) }),
    });
    return { ...decoder, finalNorm: like.norm('model.final_layernorm') };
  },
};
