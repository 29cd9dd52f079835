import { getAlibiSlopes } from '../alibi-slopes.ts';
import type { Architecture } from '../architecture.ts';
import { getAttention } from '../decoder-parts.ts';
import { describeLlamaLike, fuseQueryKeyValue, readLlamaLike } from '../llama-like.ts';

/**
 * `modeling_baichuan.py` of baichuan-inc/Baichuan-7B, -13B, Baichuan2-7B and -13B. All four have the model_type `baichuan`. They differ as follows:
 * the 13B models use ALiBi and have no max_position_embeddings. Baichuan 2 normalises rows of the head; it has a vocabulary of 125,696 or a
 * z_loss_weight, and its 7B model has the class BaichuanForCausalLM instead of BaiChuanForCausalLM.
 */
export const baichuan: Architecture = {
  modelTypes: ['baichuan'],
  prefix: 'model.',
  describe: (config, layout) => {
    const like = readLlamaLike(config, layout, { maxPositions: 4096 });
    const usesAlibi = config.findNumber('max_position_embeddings') === undefined;
    const zLossWeight = config.findNumber('z_loss_weight');
    const isSecond = like.sizes.vocabulary === 125_696 || zLossWeight !== undefined;
    const isSecond7b = !usesAlibi && config.findList('architectures')?.includes('BaichuanForCausalLM') === true;
    const positionBias = usesAlibi ? { slopes: getAlibiSlopes(like.sizes.heads), scale: 1, isRounded: false } : null;
    const decoder = describeLlamaLike({
      ...like,
      rotary: usesAlibi ? () => null : like.rotary,
      change: (block, index) => {
        const fused = fuseQueryKeyValue(block, { name: `model.layers.${index}.self_attn.W_pack`, order: 'rows' });
        return { ...fused, mixer: { ...getAttention(fused), positionBias } };
      },
    });
    return { ...decoder, head: { ...decoder.head, isNormalized: isSecond || isSecond7b } };
  },
};
