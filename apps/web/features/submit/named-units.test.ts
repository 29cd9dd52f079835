import { describe, expect, it } from '@jest/globals';
import { createRemoval } from '@lamina/plans';
import { findNamedUnits, listNamedProblems, parseIndices } from './named-units.ts';

const MODELS = [{ name: 'Model A', blockCount: 12 }];
const texts = (remove: string, removeAttention = '', removeMlp = '') => ({ remove, removeAttention, removeMlp });

describe('named units', () => {
  it.each([
    ['', []],
    [' ', []],
    ['3, 4', [3, 4]],
    ['0,11', [0, 11]],
    ['2,2', [2, 2]],
    ['3 4', null],
    ['3,', null],
    ['-1', null],
    ['1.5', null],
    ['x', null],
  ])('are read from %j', (text, indices) => {
    expect(parseIndices(text)).toEqual(indices);
  });

  it('are one removal, in which a block without both sublayers is removed as a whole', () => {
    expect(findNamedUnits(texts('', '3,4', '2'))).toEqual(createRemoval({ attention: [3, 4], mlp: [2] }));
    expect(findNamedUnits(texts('7', '3,4', '3'))).toEqual(createRemoval({ blocks: [3, 7], attention: [4] }));
  });

  it('are none for empty texts, and for texts that are wrong', () => {
    expect([texts(''), texts('x'), texts('1,1')].map(findNamedUnits)).toEqual([null, null, null]);
  });

  it('that no model has, or that leave nothing, are told before they are sent', () => {
    expect(listNamedProblems(texts(''), MODELS)).toEqual([]);
    expect(listNamedProblems(texts('', '3,4', '2'), MODELS)).toEqual([]);
    expect(listNamedProblems(texts('a'), MODELS)).toEqual([
      'Enter named units as numbers of blocks from 0, separated by commas, such as 3, 4.',
    ]);
    expect(listNamedProblems(texts('1,1'), [...MODELS, { name: 'Model B', blockCount: 6 }])).toEqual([
      'Named units: the removal [1, 1] names a layer twice.',
    ]);
    expect(listNamedProblems(texts('', '', '12'), MODELS)).toEqual([
      'Named units: the removal [12] names a layer that does not exist; Model A has layers 0 to 11.',
    ]);
    expect(listNamedProblems(texts('0,1'), [{ name: 'Tiny', blockCount: 2 }])).toEqual([
      'Named units: the removal [0, 1] leaves no layer of Tiny; it must name 1 to 1 layers.',
    ]);
  });
});
