import { expect, it } from '@jest/globals';
import { countLowest } from './count-lowest.ts';

it.each([
  [1, 1],
  [2, 1],
  [6, 2],
  [12, 3],
  [32, 8],
])('of %i blocks, the overlap of the lowest %i is compared', (blockCount, count) => {
  expect(countLowest(blockCount)).toBe(count);
});
