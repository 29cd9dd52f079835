import { describe, expect, it } from '@jest/globals';
import { type Change, describeChange, keyOfChange, UNCHANGED } from './change.ts';
import { createRemoval } from './removal.ts';

describe('keyOfChange', () => {
  it('is equal for equal changes, whatever the order of units and settings', () => {
    const settings = { kind: 'linear', text: { slug: 'austen', sha256: 'a' } };
    const other = { text: { sha256: 'a', slug: 'austen' }, kind: 'linear', rank: undefined };
    const of = (repair: object, blocks: readonly number[]) => keyOfChange({ ...UNCHANGED, remove: createRemoval({ blocks }), repair });
    expect(of(settings, [4, 3])).toBe(of(other, [3, 4]));
  });

  it('tells apart what is removed, repaired and quantized', () => {
    const remove = createRemoval({ blocks: [3], attention: [7] });
    const changes: readonly Change[] = [
      UNCHANGED,
      { ...UNCHANGED, remove },
      { ...UNCHANGED, precision: 'int8' },
      { ...UNCHANGED, remove, repair: 'linear' },
      { ...UNCHANGED, remove, repair: 'scalar' },
      { ...UNCHANGED, remove, repair: 'linear', precision: 'int8' },
      { ...UNCHANGED, remove, precision: 'int8' },
      { ...UNCHANGED, remove, keepVocabulary: 'latin' },
      { ...UNCHANGED, keepVocabulary: 'latin' },
    ];
    expect(new Set(changes.map(keyOfChange)).size).toBe(changes.length);
  });
});

describe('describeChange', () => {
  it('names what is removed, what repairs it, and the format of the weights', () => {
    const change = { ...UNCHANGED, remove: createRemoval({ blocks: [3, 4] }), repair: 'linear', precision: 'int8' };
    expect(describeChange(change)).toBe('without blocks 3, 4, repaired by linear, with int8 weights');
    expect(describeChange(change, ({ length }) => `${length} units`)).toBe('without 2 units, repaired by linear, with int8 weights');
    expect(describeChange(UNCHANGED)).toBe('the whole model');
    const kept = (keepVocabulary: string): string => describeChange({ ...UNCHANGED, keepVocabulary });
    expect(kept('latin,old_italic')).toBe('with Latin and Old Italic tokens only');
    expect(kept('ascii,wikipedia,65536')).toBe('with 65,536 ASCII tokens only, the most frequent in wikipedia');
    expect(kept('ascii,wikipedia')).toBe('with ASCII tokens and those of wikipedia only');
  });

  it('tells a type of all weights from types by unit', () => {
    const inWords = (precision: string) => describeChange({ ...UNCHANGED, precision });
    expect(inWords('Q4_0')).toBe('with Q4_0 weights');
    expect(inWords('embedding=Q4_0')).toBe('with the embedding in Q4_0');
    expect(inWords('embedding=Q4_0+mlp.0-3=Q4_0')).toBe('with a mixture of Q4_0 and unchanged weights');
    expect(inWords('embedding=Q8_0+attention=Q4_0+mlp=Q4_0')).toBe('with a mixture of Q8_0 and Q4_0');
  });
});
