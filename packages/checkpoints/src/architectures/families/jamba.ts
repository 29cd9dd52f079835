import type { Architecture } from '../architecture.ts';
import { linear, plainExperts, rmsNorm } from '../decoder-parts.ts';
import { readKinds } from '../layer-kinds.ts';
import { describeLlamaLike, llamaMlp, readLlamaLike } from '../llama-like.ts';
import { readMamba } from '../mamba-mixers.ts';
import { listExperts } from '../routed-experts.ts';

/** transformers 5.24.0 `modeling_jamba.py`: Mamba with norms of its parameters, attention without positions, and experts, each in every few blocks. */
export const jamba: Architecture = {
  modelTypes: ['jamba'],
  prefix: 'model.',
  describe: (config, layout, tensors) => {
    const like = readLlamaLike(config, layout, { inner: 14_336 });
    const { hidden, inner, blocks } = like.sizes;
    const every = (name: string, period: number, offset: number): ((block: number) => boolean) => {
      const [each, first] = [config.count(`${name}_period`, period), config.number(`${name}_offset`, offset)];
      return (block) => block % each === first;
    };
    const attends = every('attn_layer', 8, 4);
    const sparse = every('expert_layer', 2, 1);
    const listed = config.findPerBlock('mlp_layer_types', blocks);
    const isSparse = (block: number): boolean => (listed === undefined ? sparse(block) : listed[block] === 'sparse');
    const kinds = readKinds(config, blocks, { mamba: false, linear_attention: false, attention: true, full_attention: true });
    const count = config.count('num_experts', 16);
    const selected = config.count('num_experts_per_tok', 2);
    const mamba = readMamba(config, {
      hidden,
      layout,
      inner: config.count('mamba_expand', 2) * hidden,
      keys: { stateSize: ['mamba_d_state', 16], kernel: ['mamba_d_conv', 4], rank: 'mamba_dt_rank' },
      hasConvolutionBias: config.flag('mamba_conv_bias', true),
      hasBias: config.flag('mamba_proj_bias', false),
      norm: rmsNorm(config.number('rms_norm_eps', 1e-6)),
    });
    config.ignore('num_logits_to_keep', 'sliding_window', 'use_mamba_kernels', 'use_associative_scan');
    const decoder = describeLlamaLike({
      ...like,
      rotary: () => null,
      mixer: (block, attention) => ((kinds?.[block] ?? attends(block)) ? attention() : mamba(`model.layers.${block}.mamba`)),
      mlp: (block) => {
        const place = `model.layers.${block}.feed_forward`;
        if (count === 1 || !isSparse(block)) return llamaMlp(like, place, inner);
        return plainExperts({
          router: linear(`${place}.router`, { inputs: hidden, outputs: count, hasBias: false }),
          selected,
          experts: listExperts({ tensors, place: `${place}.experts`, count, hidden, inner, activation: like.activation }, (one) =>
            llamaMlp(like, one, inner),
          ),
        });
      },
      change: (block, index) => ({ ...block, mlpNorm: like.norm(`model.layers.${index}.pre_ff_layernorm`) }),
    });
    return { ...decoder, finalNorm: like.norm('model.final_layernorm') };
  },
};
