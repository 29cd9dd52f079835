import { describe, expect, it } from '@jest/globals';
import { createRemoval, keyOfRemoval } from '@lamina/plans';
import { type MeasuredUnit, planCandidates } from './plan-candidates.ts';

const attention = (block: number, divergence: number): MeasuredUnit => ({ unit: { kind: 'attention', block }, divergence, parameters: 1 });
const mlp = (block: number, divergence: number): MeasuredUnit => ({ unit: { kind: 'mlp', block }, divergence, parameters: 3 });
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
  it('tries the units of lowest divergence, the cheapest removal first, and leaves out what is hopeless', () => {
    const planned = planCandidates(UNITS, { limit: 0.05, count: 10 });
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

  it('keeps to the number of removals that are asked for', () => {
    expect(planCandidates(UNITS, { limit: 0.05, count: 2 })).toHaveLength(2);
  });
});
