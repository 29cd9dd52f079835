import { describe, expect, it } from '@jest/globals';
import { describeMeasured } from './describe-measured.ts';

const NOTHING = { removed: [], removedAttention: [], removedMlp: [] };

describe('describeMeasured', () => {
  it('names the removed blocks, attentions and MLPs', () => {
    expect(describeMeasured({ ...NOTHING, strategy: 'BLOCK_INFLUENCE', removed: [3, 4, 5] })).toBe('Block influence, without 3–5');
    expect(describeMeasured({ ...NOTHING, strategy: 'GREEDY_LOSS', removedAttention: [7, 9] })).toBe('Greedy loss, without attention 7, 9');
    expect(describeMeasured({ strategy: 'ITERATE', removed: [1], removedAttention: [7], removedMlp: [2] })).toBe(
      'Iterative influence, without 1, attention 7, MLP 2',
    );
  });

  it('says where nothing was removed', () => {
    expect(describeMeasured(null)).toBe('The whole model');
  });
});
