import type { Architecture } from '../architecture.ts';
import { layerNorm, linear, plainAttention, plainBlock, plainMlp } from '../decoder-parts.ts';
import { describeGptLike, readGptSizes } from '../gpt-like.ts';
import { readActivation } from '../read-activation.ts';

/** transformers 4.57.6 `modeling_gpt_bigcode.py`: GPT-2 with nn.Linear weights, and one key head for all query heads unless `multi_query` is false. */
export const gptBigcode: Architecture = {
  modelTypes: ['gpt_bigcode'],
  prefix: 'transformer.',
  describe: (config) => {
    const sizes = readGptSizes(config);
    const { hidden, inner, heads, headSize, eps } = sizes;
    config.require('add_cross_attention', false);
    config.ignore(
      'attention_softmax_in_fp32',
      'scale_attention_softmax_in_fp32',
      'num_key_value_heads',
      'inference_runner',
      'validate_runner_input',
    );
    config.ignore('pre_allocate_kv_cache', 'max_batch_size', 'runner_max_sequence_length', 'pad_key_length');
    const keyHeads = config.flag('multi_query', true) ? 1 : heads;
    const scale = config.flag('scale_attn_weights', true) ? headSize ** -0.5 : 1;
    const shape = { hidden, inner, hasBias: true, activation: readActivation(config, 'activation_function', 'gelu_pytorch_tanh') };
    const norm = layerNorm(eps);
    return describeGptLike({
      sizes,
      embedding: {
        weight: 'transformer.wte.weight',
        positions: { weight: 'transformer.wpe.weight', rows: sizes.positions, offset: 0 },
      },
      describeBlock: (block) => {
        const place = `transformer.h.${block}`;
        const fused = linear(`${place}.attn.c_attn`, { inputs: hidden, outputs: hidden + 2 * keyHeads * headSize, hasBias: true });
        return plainBlock({
          mixer: plainAttention({
            heads,
            keyHeads,
            headSize,
            projection: { kind: 'fused', linear: fused, order: keyHeads === 1 ? 'rows' : 'per-head' },
            output: linear(`${place}.attn.c_proj`, { inputs: hidden, outputs: hidden, hasBias: true }),
            scale,
          }),
          mlp: plainMlp(`${place}.mlp.c_fc`, `${place}.mlp.c_proj`, shape),
          mixerNorm: norm(`${place}.ln_1`),
          mlpNorm: norm(`${place}.ln_2`),
        });
      },
      finalNorm: norm('transformer.ln_f'),
      isTied: config.flag('tie_word_embeddings', true),
    });
  },
};
