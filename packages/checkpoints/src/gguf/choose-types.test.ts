import { describe, expect, it } from '@jest/globals';
import type { StoredTensor } from '../checkpoint.ts';
import { chooseTypes } from './choose-types.ts';

const NAMES = [
  'token_embd.weight',
  ...['blk.0', 'blk.1', 'blk.12'].flatMap((block) => [`${block}.attn_norm.weight`, `${block}.attn_q.weight`, `${block}.ffn_down.weight`]),
  'output.weight',
];
const TENSORS = NAMES.map((name): StoredTensor => {
  const dims = name.includes('norm') ? [64] : [64, 64];
  return { name, type: 'F16', dims, file: 'model.gguf', offset: 0, sizeBytes: 0 };
});

function choose(rules: string): Readonly<Record<string, string>> {
  const { types } = chooseTypes(TENSORS, { rules, usesFallbacks: false });
  return Object.fromEntries([...types].filter(([, type]) => type !== 'F16'));
}

describe('chooseTypes', () => {
  it('gives the matrices of named units their types, and leaves others and norms', () => {
    expect(choose('embedding=Q8_0+attention.1=Q5_0+mlp=Q4_0')).toEqual({
      'token_embd.weight': 'Q8_0',
      'blk.1.attn_q.weight': 'Q5_0',
      'blk.0.ffn_down.weight': 'Q4_0',
      'blk.1.ffn_down.weight': 'Q4_0',
      'blk.12.ffn_down.weight': 'Q4_0',
    });
    // Not the outputs of attentions.
    expect(choose('head=Q8_0')).toEqual({ 'output.weight': 'Q8_0' });
    // The first one counts.
    expect(choose('attention.12=Q8_0+attention.0-1=Q4_0+attention=Q5_0')).toEqual({
      'blk.0.attn_q.weight': 'Q4_0',
      'blk.1.attn_q.weight': 'Q4_0',
      'blk.12.attn_q.weight': 'Q8_0',
    });
  });

  it('refuses what names no types', () => {
    expect(() => choose('attention=Q9')).toThrow('attention=Q9 is no type that weights can be stored in');
  });
});
