import { createMatrix } from '../linear-algebra/matrix.ts';
import { defineRepair, ratiosOf } from './repair.ts';
import { rotationMatrix } from './rotation.ts';

/** The ratio of mean absolute values after rotateRows, W = Q · diag(v) · Qᵀ. */
export const hadamardDiagonal = defineRepair({
  kind: 'hadamard-diagonal',
  label: 'Rotated diagonal',
  paper: 'LinearPatch, arXiv 2505.24680',
  describe: 'One factor per channel after a Hadamard rotation (LinearPatch).',
  replaces: ['block'],
  form: 'matrix',
  moments: 'rotated-stream',
  async solve({ rotated }, { multiply }) {
    if (!rotated) throw new Error('hadamard-diagonal needs moments that were collected with rotation');
    const factors = ratiosOf(rotated.leaving, rotated.entering);
    const size = factors.length;
    const rotation = rotationMatrix(size);
    const scaled = createMatrix(
      size,
      size,
      rotation.values.map((value, cell) => value * (factors[cell % size] as number)),
    );
    return { operator: { form: 'matrix', matrix: await multiply(scaled, rotation, { b: true }) }, alpha: null, lambda: null };
  },
});
