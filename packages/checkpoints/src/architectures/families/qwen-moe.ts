import type { Architecture } from '../architecture.ts';
import { readSlidingBlocks } from '../attention-windows.ts';
import type { ConfigReader } from '../config-reader.ts';
import type { Mlp } from '../decoder.ts';
import { BY_THE_SUM, linear, plainExperts } from '../decoder-parts.ts';
import { describeLlamaLike, type LlamaLike, llamaMlp, readLlamaLike } from '../llama-like.ts';
import { listExperts } from '../routed-experts.ts';

/** transformers 4.57.6 `modeling_qwen2_moe.py`: Qwen 2 with experts and a shared expert. */
export const qwen2Moe: Architecture = {
  modelTypes: ['qwen2_moe'],
  prefix: 'model.',
  describe: (config, layout, tensors) => {
    const like = readLlamaLike(config, layout, { maxPositions: 32_768 });
    // Used only by attention implementations other than eager.
    config.ignore('max_window_layers');
    return describeLlamaLike({
      ...like,
      window: readWindow(config, like.sizes.blocks),
      biases: { qkv: config.flag('qkv_bias', true) },
      mlp: readQwenExperts(config, like, { tensors, inner: 1408, count: 60, selected: 4, sharedInner: 5632, isRenormalized: false }),
    });
  },
};

/** transformers 4.57.6 `modeling_qwen3_moe.py`: Qwen 3 with experts. */
export const qwen3Moe: Architecture = {
  modelTypes: ['qwen3_moe'],
  prefix: 'model.',
  describe: (config, layout, tensors) => {
    const like = readLlamaLike(config, layout, { maxPositions: 32_768 });
    config.ignore('max_window_layers');
    const hasBias = config.flag('attention_bias', false);
    return describeLlamaLike({
      ...like,
      window: readWindow(config, like.sizes.blocks),
      biases: { qkv: hasBias, output: hasBias },
      headNorm: 'head',
      mlp: readQwenExperts(config, like, { tensors, inner: 768, count: 128, selected: 8, sharedInner: null, isRenormalized: false }),
    });
  },
};

/** If use_sliding_window is set, one window for every block, or for those that layer_types names. */
function readWindow(config: ConfigReader, blocks: number): (block: number) => number | null {
  const size = config.numberOrNull('sliding_window', 4096);
  const window = config.flag('use_sliding_window', false) ? size : null;
  const slides = readSlidingBlocks(config, blocks, () => true);
  return (block) => (slides[block] === true ? window : null);
}

interface QwenExperts {
  /** As the files name them. */
  readonly tensors: ReadonlyMap<string, unknown>;
  readonly inner: number;
  readonly count: number;
  readonly selected: number;
  /** Width of the shared expert; null if there is none. */
  readonly sharedInner: number | null;
  /** True if the selected weights are divided by their sum. */
  readonly isRenormalized: boolean;
}

/** Experts in every `decoder_sparse_step`-th block except those of `mlp_only_layers`; other blocks have Llama's MLP. Numbers are defaults. */
export function readQwenExperts(config: ConfigReader, like: LlamaLike, defaults: QwenExperts): (block: number) => Mlp {
  const { hidden, inner } = like.sizes;
  const step = config.count('decoder_sparse_step', 1);
  const dense = new Set(config.findList('mlp_only_layers'));
  const expertInner = config.count('moe_intermediate_size', defaults.inner);
  const count = config.count(['num_experts', 'num_local_experts'], defaults.count);
  const selected = config.count('num_experts_per_tok', defaults.selected);
  const isRenormalized = config.flag('norm_topk_prob', defaults.isRenormalized);
  const sharedInner = defaults.sharedInner === null ? null : config.count('shared_expert_intermediate_size', defaults.sharedInner);
  return (block) => {
    const place = `model.layers.${block}.mlp`;
    if (dense.has(block) || (block + 1) % step !== 0) return llamaMlp(like, place, inner);
    const { tensors } = defaults;
    const stored = { tensors, place: `${place}.experts`, count, hidden, inner: expertInner, activation: like.activation };
    return plainExperts({
      router: linear(`${place}.gate`, { inputs: hidden, outputs: count, hasBias: false }),
      selected,
      renormalization: isRenormalized ? BY_THE_SUM : null,
      experts: listExperts(stored, (one) => llamaMlp(like, one, expertInner)),
      shared:
        sharedInner === null
          ? null
          : {
              mlp: llamaMlp(like, `${place}.shared_expert`, sharedInner),
              gate: linear(`${place}.shared_expert_gate`, { inputs: hidden, outputs: 1, hasBias: false }),
            },
    });
  };
}
