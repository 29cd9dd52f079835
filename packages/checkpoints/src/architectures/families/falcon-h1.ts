import type { Architecture } from '../architecture.ts';
import type { GatedMlp, Mixer } from '../decoder.ts';
import { describeLlamaLike, llamaMlp, readLlamaLike } from '../llama-like.ts';
import { MAMBA_PREFIXED, readMamba2 } from '../mamba-mixers.ts';

/** transformers 5.24.0 `modeling_falcon_h1.py`: Mamba 2 and attention side by side, with multipliers of nearly everything. */
export const falconH1: Architecture = {
  modelTypes: ['falcon_h1'],
  prefix: 'model.',
  describe: (config, layout) => {
    const like = readLlamaLike(config, layout, { maxPositions: 8192, rotaryBase: 100_000, eps: 1e-5, inner: 14_336 });
    const factor = (key: string): number => config.number(key, 1);
    const factors = (key: string, count: number): readonly number[] => {
      const list = config.findPerBlock(key, count) ?? new Array<number>(count).fill(1);
      return list.map(Number);
    };
    const keys = { ...MAMBA_PREFIXED, headSize: ['mamba_d_head', 64] } as const;
    const mamba = readMamba2(config, { hidden: like.sizes.hidden, layout, eps: config.number('rms_norm_eps', 1e-5), keys });
    const multipliers = factors('ssm_multipliers', 5);
    const isNormed = config.flag('mamba_rms_norm', false);
    const isNormedBeforeGate = config.flag('mamba_norm_before_gate', true);
    const [gateScale = 1, outputScale = 1] = factors('mlp_multipliers', 2);
    const hasBias = config.flag('attention_bias', false);
    const hasOutputBias = config.flag('projectors_bias', false);
    config.require('mamba_use_mlp', true);
    config.ignore('num_logits_to_keep', 'attn_layer_indices');
    const biases = { qkv: hasBias, output: hasBias, mlp: config.flag('mlp_bias', false) };
    const scales = {
      mamba: { inputScale: factor('ssm_in_multiplier'), outputScale: factor('ssm_out_multiplier') },
      attention: { inputScale: factor('attention_in_multiplier'), outputScale: factor('attention_out_multiplier') },
      keys: factor('key_multiplier'),
    };
    const own = { ...like, biases };
    const decoder = describeLlamaLike({
      ...own,
      mixer: (block, attention): Mixer => {
        const place = `model.layers.${block}.mamba`;
        const plain = mamba(place);
        const output = { ...plain.output, bias: hasOutputBias ? `${place}.out_proj.bias` : null };
        const mixer = { ...plain, multipliers, norm: isNormed ? plain.norm : null, isNormedBeforeGate, output };
        const attend = attention();
        return {
          kind: 'side-by-side',
          parts: [
            { mixer, ...scales.mamba },
            { mixer: { ...attend, scale: attend.scale * scales.keys }, ...scales.attention },
          ],
        };
      },
      mlp: (block): GatedMlp => ({ ...llamaMlp(own, `model.layers.${block}.feed_forward`, like.sizes.inner), gateScale, outputScale }),
      change: (block, index) => ({ ...block, mlpNorm: like.norm(`model.layers.${index}.pre_ff_layernorm`) }),
    });
    return {
      ...decoder,
      embedding: { ...decoder.embedding, scale: factor('embedding_multiplier') },
      finalNorm: like.norm('model.final_layernorm'),
      head: { ...decoder.head, scale: factor('lm_head_multiplier') },
    };
  },
};
