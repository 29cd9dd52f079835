import { expect, it } from '@jest/globals';
import { rankModels } from './answer.loader.ts';

it('ranks by what can go, equal shares alike, and shows the largest that was tried first among them', () => {
  const model = (modelKey: string, removableAt: number, largestTried = removableAt) => ({ modelKey, removableAt, largestTried });
  const rows = [model('a', 0.1), model('b', 0.2), model('c', 0.1, 0.3), model('d', 0, 0.4)];
  expect(rankModels(rows).map(({ modelKey, rank }) => [modelKey, rank])).toEqual([
    ['b', 1],
    ['c', 2],
    ['a', 2],
    ['d', 4],
  ]);
});
