import { describe, expect, it } from '@jest/globals';
import { findRemovalProblem } from './find-removal-problem.ts';

const MODEL = { slug: 'tiny', blockCount: 4 };

describe('a removal', () => {
  it.each([
    [{ blocks: [1, 1] }, 'the removal [1, 1] names a layer twice'],
    [{ blocks: [1], mlp: [0, 0] }, 'the removal [0, 0] names a layer twice'],
    [{ attention: [4] }, 'the removal [4] names a layer that does not exist; tiny has layers 0 to 3'],
    [{ mlp: [-1] }, 'the removal [-1] names a layer that does not exist; tiny has layers 0 to 3'],
    [{ blocks: [], attention: undefined }, 'a set of units names none'],
    [{}, 'a set of units names none'],
    [{ blocks: [0, 1, 2, 3] }, 'the removal [0, 1, 2, 3] leaves no layer of tiny; it must name 1 to 3 layers'],
    [{ blocks: [3, 2], attention: [0, 1], mlp: [1, 0] }, 'the removal [0, 1, 2, 3] leaves no layer of tiny; it must name 1 to 3 layers'],
  ])('is impossible: %j', (units, problem) => {
    expect(findRemovalProblem(units, MODEL)).toBe(problem);
  });

  it.each([{ blocks: [0, 1, 2] }, { attention: [0, 1, 2, 3] }, { blocks: [0], attention: [1, 2], mlp: [3] }])(
    'is possible: %j',
    (units) => {
      expect(findRemovalProblem(units, MODEL)).toBeNull();
    },
  );
});
