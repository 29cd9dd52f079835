import type { Architecture } from '../architecture.ts';
import { linear, plainAttention, plainBlock, plainHead, rmsNorm, STRAY_BUFFERS } from '../decoder-parts.ts';
import { readSizes } from '../llama-like.ts';
import { readRotary } from '../read-rotary.ts';

/**
 * The first Qwen (`modeling_qwen.py` of its repositories): Llama with other names, and biases of queries, keys and values. Beyond `seq_length` tokens
 * it changes its rotary embedding and scales its queries.
 */
export const qwen1: Architecture = {
  modelTypes: ['qwen'],
  prefix: 'transformer.',
  describe: (config, layout) => {
    const { hidden, heads, headSize, blocks, vocabulary, inner } = readSizes(config, { headSize: config.count('kv_channels', 128) });
    const norm = rmsNorm(config.number('layer_norm_epsilon', 1e-6));
    const length = config.count('seq_length', 8192);
    const changes = [config.flag('use_dynamic_ntk', true), config.flag('use_logn_attn', true)].includes(true);
    const hasBias = !config.flag('no_bias', true);
    const isTied = config.flag('tie_word_embeddings', false);
    const rotary = readRotary(config, {
      size: Math.trunc(headSize * config.number('rotary_pct', 1)),
      base: config.number('rotary_emb_base', 10_000),
      isInterleaved: layout.interleavedRotary,
      scalingKey: null,
      maxPositions: length,
    });
    config.require('scale_attn_weights', true);
    config.ignore('bf16', 'fp16', 'fp32', 'onnx_safe', 'softmax_in_fp32');
    const width = heads * headSize;
    const half = Math.trunc(inner / 2);
    const embedding = 'transformer.wte.weight';
    return {
      vocabularySize: vocabulary,
      hiddenSize: hidden,
      embedding: { weight: embedding, scale: 1, positions: null, projection: null, norm: null },
      blocks: Array.from({ length: blocks }, (_, block) => {
        const place = `transformer.h.${block}`;
        const project = (name: string, inputs: number, outputs: number, isBiased = hasBias) =>
          linear(`${place}.${name}`, { inputs, outputs, hasBias: isBiased });
        return plainBlock({
          mixer: plainAttention({
            heads,
            keyHeads: heads,
            headSize,
            projection: { kind: 'fused', linear: project('attn.c_attn', hidden, 3 * width, true), order: 'rows' },
            output: project('attn.c_proj', width, hidden),
            rotary,
          }),
          mlp: {
            kind: 'gated',
            gate: project('mlp.w2', hidden, half),
            up: project('mlp.w1', hidden, half),
            down: project('mlp.c_proj', half, hidden),
            activation: 'silu',
          },
          mixerNorm: norm(`${place}.ln_1`),
          mlpNorm: norm(`${place}.ln_2`),
        });
      }),
      finalNorm: norm('transformer.ln_f'),
      head: plainHead(isTied ? embedding : 'lm_head.weight'),
      ...(changes && { longestText: length }),
      ignored: STRAY_BUFFERS,
    };
  },
};
