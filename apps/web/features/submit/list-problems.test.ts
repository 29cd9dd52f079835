import { describe, expect, it } from '@jest/globals';
import { type FormToCheck, listProblems } from './list-problems.ts';

const FORM: FormToCheck = {
  params: {
    ...{ models: ['a'], strategies: ['reverse'], units: ['block'], counts: '1, 2', remove: '', removeAttention: '', removeMlp: '' },
    ...{ passes: 100, searchSeeds: '0', fitness: 'divergence' },
  },
  models: [{ slug: 'a', name: 'Model A', blockCount: 12 }],
  benchmarkCount: 3,
  hasCalibration: true,
};

describe('listProblems', () => {
  it('finds none in a complete form, also where one of several counts is too large', () => {
    expect(listProblems(FORM)).toEqual([]);
    expect(listProblems({ ...FORM, params: { ...FORM.params, counts: '2, 40' } })).toEqual([]);
  });

  it('names everything that is missing at once', () => {
    const empty = { ...FORM.params, models: [], strategies: [], units: [], counts: '' };
    expect(listProblems({ params: empty, models: [], benchmarkCount: 0, hasCalibration: false })).toHaveLength(6);
  });

  it('names models that do not exist and models that are too small', () => {
    const params = { ...FORM.params, models: ['a', 'b'], counts: '12' };
    expect(listProblems({ ...FORM, params })).toEqual(['There is no model b.', 'Model A has 12 blocks; remove fewer.']);
    expect(listProblems({ ...FORM, params: { ...FORM.params, removeMlp: '12' } })).toEqual([
      'Named units: the removal [12] names a layer that does not exist; Model A has layers 0 to 11.',
    ]);
    const halves: FormToCheck['params'] = { ...FORM.params, units: ['block', 'attention+mlp'], counts: '12' };
    expect(listProblems({ ...FORM, params: halves })).toEqual([]);
    expect(listProblems({ ...FORM, params: { ...halves, counts: '24' } })).toEqual(['Model A has 12 blocks; remove fewer.']);
  });
});
