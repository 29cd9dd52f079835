import { defineRepair } from './repair.ts';
import { addIdentity, solveRidge } from './ridge.ts';

/** W = I + D, D = (XᵀX + λI)⁻¹ Xᵀ(Y − X). The ridge of Ghosted Layers is 1e-6. */
export const linear = defineRepair({
  kind: 'linear',
  label: 'Matrix',
  paper: 'Ghosted Layers, arXiv 2605.15491',
  describe: 'A matrix of width × width on the residual stream for each gap, by ridge regression towards the identity.',
  replaces: ['block'],
  form: 'matrix',
  moments: 'stream',
  settings: ['alpha', 'token-weights'],
  async solve(moments, options) {
    const { change, ...ridge } = await solveRidge(moments, options);
    return { operator: { form: 'matrix', matrix: addIdentity(change) }, ...ridge };
  },
});
