import { describe, expect, it } from '@jest/globals';
import { describeDecoder } from '../build-checkpoint.ts';
import { type Json, TRANSFORMERS_LAYOUT } from '../checkpoint.ts';
import { checkCutDecoder } from './check-cut-decoder.ts';

const SIZES = { vocab_size: 32, hidden_size: 16, intermediate_size: 24, num_attention_heads: 2 };
const GPT2 = { model_type: 'gpt2', ...SIZES };
const SMOLLM3 = { model_type: 'smollm3', ...SIZES, num_key_value_heads: 1, tie_word_embeddings: true };

function check(before: Json, after: Json, kept: readonly number[]): void {
  const [source, cut] = [before, after].map((config) => describeDecoder({ config, tensors: new Map(), layout: TRANSFORMERS_LAYOUT }));
  if (!source || !cut) throw new Error('two configs');
  checkCutDecoder({ source, cut, kept, place: 'config.json' });
}

describe('checkCutDecoder', () => {
  it('accepts blocks that move and compute the same', () => {
    check({ ...GPT2, num_hidden_layers: 4 }, { ...GPT2, num_hidden_layers: 2 }, [1, 3]);
    check({ ...SMOLLM3, num_hidden_layers: 8 }, { ...SMOLLM3, num_hidden_layers: 3, no_rope_layers: [1, 0, 1] }, [2, 3, 4]);
  });

  it('refuses a constant that follows from the number of the block, unless the block keeps its number', () => {
    const scaled = { ...GPT2, scale_attn_by_inverse_layer_idx: true };
    const [before, after] = [
      { ...scaled, num_hidden_layers: 4 },
      { ...scaled, num_hidden_layers: 3 },
    ];
    check(before, after, [0, 1, 2]);
    expect(() => check(before, after, [0, 2, 3])).toThrow(
      /config\.json cannot describe the kept blocks: block 2 would become block 1, where the architecture gives mixer\.scale = 0\.17\d+ instead of 0\.11\d+; .*--format onnx/,
    );
  });

  it('refuses a pattern that a loader would apply to the new numbers', () => {
    const [before, after] = [
      { ...SMOLLM3, num_hidden_layers: 8 },
      { ...SMOLLM3, num_hidden_layers: 3 },
    ];
    check(before, after, [0, 1, 2]);
    expect(() => check(before, after, [2, 3, 4])).toThrow(/block 3 would become block 1, where the architecture gives mixer\.rotary = \{/);
  });

  it('refuses another number of blocks', () => {
    const config = { ...GPT2, num_hidden_layers: 4 };
    expect(() => check(config, config, [0, 1])).toThrow('config.json would describe 4 blocks, but 2 are kept');
  });
});
