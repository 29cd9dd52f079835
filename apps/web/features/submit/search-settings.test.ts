import { describe, expect, it } from '@jest/globals';
import { listSearchProblems, parseSearchSeeds, type SearchSettings } from './search-settings.ts';

describe('the seeds of a search', () => {
  it('are whole numbers from 0, each once', () => {
    expect(parseSearchSeeds('0')).toEqual([0]);
    expect(parseSearchSeeds(' 3, 0,3 ')).toEqual([3, 0]);
  });

  it('are refused where there is none, another text, or more than twenty', () => {
    const many = Array.from({ length: 21 }, (_, seed) => seed);
    for (const text of ['', '1.5', '-1', 'one', many.join()]) expect(parseSearchSeeds(text)).toBeNull();
    expect(parseSearchSeeds(many.slice(1).join())).toHaveLength(20);
  });
});

describe('listSearchProblems', () => {
  const settings: SearchSettings = { strategies: ['evolutionary'], passes: 0, searchSeeds: '', fitness: 'divergence' };

  it('names a budget that is not possible, and seeds that cannot be read', () => {
    expect(listSearchProblems(settings)).toEqual([
      'Let a search read the text 1 to 10000 times.',
      'Enter seeds of the search as whole numbers from 0, separated by commas, such as 0, 1, 2; at most 20.',
    ]);
    expect(listSearchProblems({ ...settings, passes: 10_000, searchSeeds: '0, 1' })).toEqual([]);
  });

  it('finds none where nothing is searched', () => {
    expect(listSearchProblems({ ...settings, strategies: ['reverse'] })).toEqual([]);
  });
});
