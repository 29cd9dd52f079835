import { expect, it } from '@jest/globals';
import { rankModels } from './answer.loader.ts';

it('ranks by what can go, equal shares alike, and bundled models after all others', () => {
  const model = (modelKey: string, removableAt: number | null, isBundled = false) => ({
    modelKey,
    removableAt,
    removableUpTo: removableAt,
    isBundled,
  });
  const rows = [model('toy', 0.5, true), model('a', 0.1), model('unjudged', null), model('b', 0.2), model('c', 0.1)];
  expect(rankModels(rows).map(({ modelKey, rank }) => [modelKey, rank])).toEqual([
    ['b', 1],
    ['a', 2],
    ['c', 2],
    ['unjudged', null],
    ['toy', 5],
  ]);
});
