import type { Architecture } from '../architecture.ts';
import { describeLlamaLike, fuseGateUp, fuseQueryKeyValue, readLlamaLike } from '../llama-like.ts';

/** transformers 4.57.6 `modeling_phi3.py`: Llama with one matrix of queries, keys and values, and one of gate and up (Phi 3, Phi 4). */
export const phi3: Architecture = {
  modelTypes: ['phi3'],
  prefix: 'model.',
  describe: (config, layout) => {
    const like = readLlamaLike(config, layout, { maxPositions: 4096, eps: 1e-5 });
    config.require('full_attn_mod', 1);
    config.require('interpolate_factor', 1);
    const window = config.numberOrNull('sliding_window', null);
    return describeLlamaLike({
      ...like,
      window: () => window,
      mlp: (block) => fuseGateUp(like, `model.layers.${block}.mlp.gate_up_proj`, `model.layers.${block}.mlp.down_proj`),
      change: (block, index) => fuseQueryKeyValue(block, { name: `model.layers.${index}.self_attn.qkv_proj`, order: 'rows' }),
    });
  },
};
