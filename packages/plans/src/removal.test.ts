import { describe, expect, it } from '@jest/globals';
import { describeRemoval, keyOfRemoval } from './describe-removal.ts';
import { addUnit, createRemoval, isRemoved, listUnits, NOTHING_REMOVED, removalOf } from './removal.ts';

describe('createRemoval', () => {
  it('orders indices, and takes a block whole where both of its halves go', () => {
    expect(createRemoval({ blocks: [5, 2], attention: [4, 1, 3], mlp: [3, 0] })).toEqual({
      blocks: [2, 3, 5],
      attention: [1, 4],
      mlp: [0],
    });
  });

  it('takes a half of a removed block as gone with it', () => {
    expect(createRemoval({ blocks: [2], attention: [2], mlp: [1] })).toEqual({ blocks: [2], attention: [], mlp: [1] });
  });

  it.each([
    [{ blocks: [1, 1] }, 'named twice in 1,1'],
    [{ attention: [0, 0] }, 'named twice in 0,0'],
    [{ mlp: [-1] }, 'block -1 does not exist'],
    [{ blocks: [0.5] }, 'block 0.5 does not exist'],
  ])('refuses %j', (units, words) => {
    expect(() => createRemoval(units)).toThrow(words);
  });
});

describe('units of a removal', () => {
  it('are added one by one', () => {
    const attention = addUnit(NOTHING_REMOVED, { kind: 'attention', block: 3 });
    expect(attention).toEqual({ blocks: [], attention: [3], mlp: [] });
    expect(addUnit(attention, { kind: 'attention', block: 3 })).toBe(attention);
    expect(addUnit(attention, { kind: 'mlp', block: 3 })).toEqual({ blocks: [3], attention: [], mlp: [] });
    expect(addUnit(attention, { kind: 'block', block: 3 })).toEqual({ blocks: [3], attention: [], mlp: [] });
  });

  it('are gone with their block', () => {
    const removal = createRemoval({ blocks: [1], mlp: [2] });
    const gone = [1, 2].flatMap((block) => (['block', 'attention', 'mlp'] as const).map((kind) => isRemoved(removal, { kind, block })));
    expect(gone).toEqual([true, true, true, false, false, true]);
  });

  it('make the same removal again', () => {
    const removal = createRemoval({ blocks: [4], attention: [0, 2], mlp: [1] });
    expect(removalOf(listUnits(removal))).toEqual(removal);
  });
});

describe('the words for a removal', () => {
  it('name what goes', () => {
    expect(describeRemoval(createRemoval({ blocks: [3, 4], attention: [7], mlp: [2] }))).toBe(
      'blocks 3, 4, the attention of 7 and the MLP of 2',
    );
    expect(describeRemoval(createRemoval({ blocks: [3] }))).toBe('block 3');
    expect(describeRemoval(NOTHING_REMOVED)).toBe('nothing');
  });

  it('tell removals apart, and keep the keys of blocks alone', () => {
    const removals = [
      {},
      { blocks: [1] },
      { attention: [1] },
      { mlp: [1] },
      { blocks: [1], attention: [2] },
      { attention: [1], mlp: [2] },
      { attention: [1, 2] },
    ].map(createRemoval);
    const keys = removals.map(keyOfRemoval);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keyOfRemoval(createRemoval({ blocks: [3, 1] }))).toBe('1-3');
  });
});
