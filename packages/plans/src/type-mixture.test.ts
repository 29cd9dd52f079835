import { describe, expect, it } from '@jest/globals';
import { listNamedTypes, MIXTURE_EXAMPLE, namesTypes, readMixture, writeMixture } from './type-mixture.ts';

describe('readMixture', () => {
  it('reads units, runs of blocks and types', () => {
    expect(readMixture('embedding=Q8_0+attention=Q6_K+mlp.0-3.7=Q4_K')).toEqual([
      { unit: 'embedding', blocks: null, type: 'Q8_0' },
      { unit: 'attention', blocks: null, type: 'Q6_K' },
      { unit: 'mlp', blocks: [0, 1, 2, 3, 7], type: 'Q4_K' },
    ]);
  });

  it.each([MIXTURE_EXAMPLE, 'head=F16', 'attention.0.2.4-29=Q2_K+attention=Q8_0'])('is written as it was read: %s', (word) => {
    expect(writeMixture(readMixture(word) ?? [])).toBe(word);
  });

  it.each([
    'Q4_0',
    '',
    'mlp',
    'mlp=',
    'mlp=Q9',
    'embedding.0=Q8_0',
    'mlp.3-1=Q4_0',
    'mlp.3.3=Q4_0',
    'mlp.7.2=Q4_0',
    'router=Q4_0',
    'mlp=Q4_0+',
  ])('is none: %s', (word) => {
    expect(readMixture(word)).toBeNull();
  });
});

describe('namesTypes', () => {
  it('knows one type and mixtures', () => {
    expect(['Q4_0', 'mlp=Q4_0', 'int8', 'mlp=int8'].map(namesTypes)).toEqual([true, true, false, false]);
  });
});

describe('listNamedTypes', () => {
  it('lists each once', () => {
    expect(listNamedTypes('Q4_0')).toEqual(['Q4_0']);
    expect(listNamedTypes('mlp.0=Q4_0+attention=Q8_0+mlp.1=Q4_0')).toEqual(['Q4_0', 'Q8_0']);
  });
});
