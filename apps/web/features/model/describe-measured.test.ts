import { describe, expect, it } from '@jest/globals';
import { describeMeasured } from './describe-measured.ts';

const NOTHING = { removed: [], removedAttention: [], removedMlp: [], repairKind: null, repair: null };

describe('describeMeasured', () => {
  it('names the removed blocks, attentions and MLPs', () => {
    expect(describeMeasured({ ...NOTHING, strategy: 'BLOCK_INFLUENCE', removed: [3, 4, 5] })).toBe('Block influence, without 3–5');
    expect(describeMeasured({ ...NOTHING, strategy: 'GREEDY_LOSS', removedAttention: [7, 9] })).toBe('Greedy loss, without attention 7, 9');
    expect(describeMeasured({ ...NOTHING, strategy: 'ITERATE', removed: [1], removedAttention: [7], removedMlp: [2] })).toBe(
      'Iterative influence, without 1, attention 7, MLP 2',
    );
  });

  it('names the repair', () => {
    const repaired = { ...NOTHING, strategy: 'REVERSE', removed: [3], repairKind: 'LOW_RANK', repair: { rank: 8 } } as const;
    expect(describeMeasured({ ...repaired, removed: [3] })).toBe('Reverse (last first), without 3, repaired: Low-rank matrix');
  });

  it('says where nothing was removed', () => {
    expect(describeMeasured(null)).toBe('The whole model');
  });
});
