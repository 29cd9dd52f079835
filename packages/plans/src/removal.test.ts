import { describe, expect, it } from '@jest/globals';
import {
  addUnit,
  createRemoval,
  describeRemoval,
  isRemoved,
  keyOfRemoval,
  listRemovedUnits,
  NOTHING_REMOVED,
  readRemoval,
} from './removal.ts';

describe('createRemoval', () => {
  it('orders indices, and takes a block whole where both of its sublayers go', () => {
    const removal = createRemoval({ blocks: [5, 2], attention: [4, 1, 3], mlp: [3, 0] });
    expect(removal.map(({ kind, block }) => `${kind} ${block}`)).toEqual([
      'block 2',
      'block 3',
      'block 5',
      'attention 1',
      'attention 4',
      'mlp 0',
    ]);
    expect(readRemoval(listRemovedUnits(removal))).toEqual(removal);
  });

  it('ignores a sublayer of a removed block', () => {
    expect(createRemoval({ blocks: [2], attention: [2], mlp: [1] })).toEqual([
      { kind: 'block', block: 2 },
      { kind: 'mlp', block: 1 },
    ]);
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
    expect(attention).toEqual([{ kind: 'attention', block: 3 }]);
    expect(addUnit(attention, { kind: 'attention', block: 3 })).toBe(attention);
    expect(addUnit(attention, { kind: 'mlp', block: 3 })).toEqual([{ kind: 'block', block: 3 }]);
    expect(addUnit(attention, { kind: 'block', block: 3 })).toEqual([{ kind: 'block', block: 3 }]);
  });

  it('are removed with their block', () => {
    const removal = createRemoval({ blocks: [1], mlp: [2] });
    const removed = [1, 2].flatMap((block) => (['block', 'attention', 'mlp'] as const).map((kind) => isRemoved(removal, { kind, block })));
    expect(removed).toEqual([true, true, true, false, false, true]);
  });
});

describe('the words for a removal', () => {
  it('name what is removed', () => {
    expect(describeRemoval(createRemoval({ blocks: [3, 4], attention: [7], mlp: [2] }))).toBe(
      'blocks 3, 4, the attention of block 7 and the MLP of block 2',
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
