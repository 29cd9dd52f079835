import { describe, expect, it } from '@jest/globals';
import { findRemovalProblem } from './find-removal-problem.ts';
import type { Unit } from './removal.ts';

const unitsOf = ({ block = [], attention = [], mlp = [] }: Partial<Record<Unit['kind'], readonly number[]>>): readonly Unit[] =>
  Object.entries({ block, attention, mlp }).flatMap(([kind, list]) => list.map((index) => ({ kind: kind as Unit['kind'], block: index })));

const MODEL = { slug: 'tiny', blockCount: 4 };

describe('a removal', () => {
  it.each([
    [{ block: [1, 1] }, 'the removal [1, 1] names a layer twice'],
    [{ block: [1], mlp: [0, 0] }, 'the removal [0, 0] names a layer twice'],
    [{ attention: [4] }, 'the removal [4] names a layer that does not exist; tiny has layers 0 to 3'],
    [{ mlp: [-1] }, 'the removal [-1] names a layer that does not exist; tiny has layers 0 to 3'],
    [{}, 'a set of units names none'],
    [{ block: [0, 1, 2, 3] }, 'the removal [0, 1, 2, 3] leaves no layer of tiny; it must name 1 to 3 layers'],
    [{ block: [3, 2], attention: [0, 1], mlp: [1, 0] }, 'the removal [0, 1, 2, 3] leaves no layer of tiny; it must name 1 to 3 layers'],
  ])('is impossible: %j', (units, problem) => {
    expect(findRemovalProblem(unitsOf(units), MODEL)).toBe(problem);
  });

  it.each([{ block: [0, 1, 2] }, { attention: [0, 1, 2, 3] }, { block: [0], attention: [1, 2], mlp: [3] }])('is possible: %j', (units) => {
    expect(findRemovalProblem(unitsOf(units), MODEL)).toBeNull();
  });
});
