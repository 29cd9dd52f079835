import { describe, expect, it } from '@jest/globals';
import { createRemoval, keyOfRemoval } from '@lamina/plans';
import { planCandidates, planFitting } from './plan-changes.ts';
import type { ScreenedUnit } from './screen-units.ts';

const attention = (block: number, loss: number): ScreenedUnit => ({ unit: { kind: 'attention', block }, loss, parameters: 1 });
const mlp = (block: number, loss: number): ScreenedUnit => ({ unit: { kind: 'mlp', block }, loss, parameters: 3 });
const UNITS = [
  attention(0, 0.9),
  attention(1, 0.001),
  attention(2, 0.01),
  attention(3, 0.02),
  mlp(0, 2),
  mlp(1, 0.2),
  mlp(2, 0.3),
  mlp(3, 5),
];

describe('planCandidates', () => {
  it('tries the units of least loss, the cheapest removal first, and leaves out what is hopeless', () => {
    const planned = planCandidates(UNITS, 0.05);
    expect(planned.map(({ removal }) => keyOfRemoval(removal))).toEqual(
      [
        createRemoval({ attention: [1] }),
        createRemoval({ attention: [2] }),
        createRemoval({ attention: [1, 2] }),
        createRemoval({ attention: [3] }),
        createRemoval({ attention: [1, 2, 3] }),
        createRemoval({ mlp: [1] }),
      ].map(keyOfRemoval),
    );
    expect(planned[2]?.predicted).toBeCloseTo(0.011, 12);
  });
});

describe('planFitting', () => {
  it('takes the fewest units of each order that fit, and one more, however much they lose', () => {
    // Every unit weighs the same: two of them fit.
    const planned = planFitting(UNITS, (removal) => removal.length >= 2);
    expect(planned.map(({ removal }) => keyOfRemoval(removal))).toEqual(
      [
        createRemoval({ attention: [1, 2] }),
        createRemoval({ attention: [1, 2, 3] }),
        createRemoval({ mlp: [1, 2] }),
        createRemoval({ mlp: [0, 1, 2] }),
      ].map(keyOfRemoval),
    );
  });

  it('plans nothing where nothing fits', () => {
    expect(planFitting(UNITS, () => false)).toEqual([]);
  });
});
