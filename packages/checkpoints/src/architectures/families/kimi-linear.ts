import type { StoredLayout } from '../../checkpoint.ts';
import type { Architecture } from '../architecture.ts';
import type { ConfigReader } from '../config-reader.ts';
import type { DeltaNet, Linear, LowRank } from '../decoder.ts';
import { linear, rmsNorm } from '../decoder-parts.ts';
import { readLatentAttention } from '../latent-attention.ts';
import { readKinds } from '../layer-kinds.ts';
import { describeLlamaLike, type LlamaLike, readPlainLike } from '../llama-like.ts';
import { readActivation } from '../read-activation.ts';
import { readRoutedExperts } from '../routed-experts.ts';

/** transformers 5.24.0 `modeling_kimi_linear.py`: delta nets with a decay per dimension of the key, latent attention without positions, experts. */
export const kimiLinear: Architecture = {
  modelTypes: ['kimi_linear'],
  prefix: 'model.',
  describe: (config, layout, tensors) => {
    // transformers never ties the head of this model.
    const isTied = config.flag('tie_word_embeddings', false) && !tensors.has('lm_head.weight');
    const like: LlamaLike = { ...readPlainLike(config, layout, { eps: 1e-5 }), isTied };
    const { hidden, heads, blocks } = like.sizes;
    config.require('mla_use_nope', true);
    config.require('moe_router_activation_func', 'sigmoid');
    config.ignore('rope_theta', 'rope_scaling', 'use_grouped_topk', 'num_nextn_predict_layers');
    const attend = readLatentAttention(config, { hidden, heads, positions: null, hasBias: config.flag('attention_bias', false) });
    const section = config.findSection('linear_attn_config');
    const deltaNet = readKimiNet(config, section, { hidden, layout });
    const stated = readKinds(config, blocks, { full_attention: true, linear_attention: false });
    const full = section?.findList('full_attn_layers');
    section?.ignore('kda_layers');
    section?.refuseUnknown();
    const attends = (block: number): boolean => stated?.[block] ?? full?.includes(block + 1) ?? (block > 0 && block % 4 === 0);
    // transformers writes the dense blocks under the name of the sparse ones.
    const isRenamed = [...tensors.keys()].some((name) => name.endsWith('.block_sparse_moe.gate_proj.weight'));
    return describeLlamaLike({
      ...like,
      mixer: (block) => (attends(block) ? attend : deltaNet)(`model.layers.${block}.self_attn`),
      mlp: readRoutedExperts(config, like, {
        router: 'sigmoid',
        defaults: { inner: 1024, count: 256, selected: 8 },
        dense: 1,
        names: { dense: isRenamed ? 'block_sparse_moe' : 'mlp', sparse: 'block_sparse_moe', isMixtral: true },
      }),
    });
  },
};

function readKimiNet(
  config: ConfigReader,
  section: ConfigReader | undefined,
  { hidden, layout }: { readonly hidden: number; readonly layout: StoredLayout },
): (place: string) => DeltaNet {
  const read = (key: string, ofSection: string, fallback: number): number =>
    config.count(key, section?.count(ofSection, fallback) ?? fallback);
  const size = read('linear_head_dim', 'head_dim', 128);
  const heads = read('linear_num_heads', 'num_heads', 32);
  const kernel = read('linear_conv_kernel_dim', 'short_conv_kernel_size', 4);
  const norm = rmsNorm(config.number('rms_norm_eps', 1e-5));
  const activation = readActivation(config, 'hidden_act', 'silu');
  const width = heads * size;
  return (place) => {
    const project = (name: string, inputs: number, outputs: number): Linear =>
      linear(`${place}.${name}`, { inputs, outputs, hasBias: false });
    const lowRank = (name: string): LowRank => ({
      reduce: project(`${name}_a_proj`, hidden, size),
      expand: project(`${name}_b_proj`, size, width),
    });
    const parts = ['q', 'k', 'v'] as const;
    return {
      kind: 'delta-net',
      keyHeads: heads,
      valueHeads: heads,
      keySize: size,
      valueSize: size,
      values: { kind: 'separate', queryKeyValue: parts.map((part) => project(`${part}_proj`, hidden, width)), gate: lowRank('g') },
      controls: { kind: 'separate', update: project('b_proj', hidden, heads), decay: lowRank('f') },
      isTiled: layout.tiledHeads,
      convolution: {
        weight: parts.map((part) => ({ name: `${place}.${part}_conv1d.weight`, channels: width })),
        bias: null,
        channels: 3 * width,
        kernel,
        activation,
      },
      decay: { weight: `${place}.A_log`, isRate: layout.decayRates },
      decayBias: `${place}.dt_bias`,
      decaysByRow: true,
      updateScale: 1,
      gateActivation: 'sigmoid',
      norm: norm(`${place}.o_norm`),
      output: project('o_proj', width, hidden),
    };
  };
}
