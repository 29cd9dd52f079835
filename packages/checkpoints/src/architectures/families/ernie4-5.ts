import type { StoredLayout } from '../../checkpoint.ts';
import type { Architecture } from '../architecture.ts';
import type { ConfigReader } from '../config-reader.ts';
import type { Mlp } from '../decoder.ts';
import { linear, plainExperts } from '../decoder-parts.ts';
import { describeLlamaLike, type LlamaDefaults, type LlamaLike, llamaMlp, readLlamaLike } from '../llama-like.ts';
import { listExperts } from '../routed-experts.ts';

/** transformers 4.57.6 `modeling_ernie4_5.py`: Llama with interleaved rotary embedding, and biases everywhere or nowhere. */
export const ernie45: Architecture = {
  modelTypes: ['ernie4_5'],
  prefix: 'model.',
  describe: (config, layout) => {
    config.require('compression_ratio', 1);
    return describeLlamaLike(readErnie(config, layout, { headSize: 128 }));
  },
};

/** transformers 5.24.0 `modeling_ernie4_5_moe.py`: experts selected by probability plus bias in a range of blocks, and a shared expert. */
export const ernie45Moe: Architecture = {
  modelTypes: ['ernie4_5_moe'],
  prefix: 'model.',
  describe: (config, layout, tensors) => {
    const like = readErnie(config, layout, {});
    const { hidden, inner, blocks } = like.sizes;
    const expertInner = config.count('moe_intermediate_size', 1536);
    const count = config.count('moe_num_experts', 64);
    const selected = config.count('moe_k', 6);
    const sharedCount = config.number('moe_num_shared_experts', 2);
    const start = config.number('moe_layer_start_index', 1);
    const end = config.number('moe_layer_end_index', -1);
    const interval = config.count('moe_layer_interval', 1);
    const floor = config.number('moe_norm_min', 1e-12);
    config.ignore('moe_capacity', 'moe_gate', 'moe_use_aux_free', 'num_nextn_predict_layers', 'moe_aux_loss_lambda');
    const isSparse = (block: number): boolean => (block + 1) % interval === 0 && block >= start && block <= (end === -1 ? blocks - 1 : end);
    const mlp = (block: number): Mlp => {
      const place = `model.layers.${block}.mlp`;
      if (!isSparse(block)) return llamaMlp(like, place, inner);
      const stored = { tensors, place: `${place}.experts`, count, hidden, inner: expertInner, activation: like.activation };
      return plainExperts({
        router: linear(`${place}.gate`, { inputs: hidden, outputs: count, hasBias: false }),
        selected,
        selectionBias: `${place}.moe_statics.e_score_correction_bias`,
        isBiasRow: true,
        renormalization: { epsilon: 0, floor },
        // Only the shared expert has biases.
        experts: listExperts(stored, (one) => llamaMlp({ ...like, biases: {} }, one, expertInner)),
        shared: sharedCount === 0 ? null : { mlp: llamaMlp(like, `${place}.shared_experts`, expertInner * sharedCount), gate: null },
      });
    };
    const decoder = describeLlamaLike({ ...like, mlp });
    const bias = like.biases?.mlp === true ? 'lm_head.bias' : null;
    return { ...decoder, head: { ...decoder.head, bias }, ignored: [...decoder.ignored, /^model\.mtp_/] };
  },
};

function readErnie(config: ConfigReader, layout: StoredLayout, own: LlamaDefaults): LlamaLike {
  const defaults = { rotaryBase: 500_000, maxPositions: 131_072, eps: 1e-5, isTied: true, isInterleaved: true, ...own };
  const hasBias = config.flag('use_bias', false);
  return { ...readLlamaLike(config, layout, defaults), biases: { qkv: hasBias, output: hasBias, mlp: hasBias } };
}
