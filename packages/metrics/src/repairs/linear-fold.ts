import { defineRepair } from './repair.ts';
import { addIdentity, solveRidge } from './ridge.ts';

/** T = I + (MᵀM + λI)⁻¹ Mᵀ(Y − X), M the output of the projection before the run. ReplaceMe's ridge pulls T towards 0 and not towards I. */
export const linearFold = defineRepair({
  kind: 'linear-fold',
  label: 'Folded matrix',
  paper: 'ReplaceMe, arXiv 2505.02819',
  describe: 'A matrix by ridge regression, multiplied into the weights before the gap: nothing is added to the model (ReplaceMe).',
  replaces: ['block'],
  form: 'fold',
  moments: 'projection',
  settings: ['alpha', 'token-weights'],
  foldsInto: ['safetensors', 'gguf'],
  async solve(moments, options) {
    const { change, ...ridge } = await solveRidge(moments, options);
    return { operator: { form: 'fold', matrix: addIdentity(change) }, ...ridge };
  },
});
