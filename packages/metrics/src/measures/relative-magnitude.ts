import { defineMeasure } from './measure.ts';

/** Samragh et al. 2023, as cited by ShortGPT: ‖h_{i+1} − h_i‖ ÷ ‖h_{i+1}‖ of one token. At least 0. */
export const relativeMagnitude = defineMeasure({
  id: 'relative-magnitude@1',
  of: 'block',
  better: 'lower',
  label: 'Relative magnitude',
  formula: '‖change‖ ÷ ‖state after‖',
  describe: 'Mean length of the change that the layer makes to the state, divided by the length of the state after it. At least 0.',
  term: (_before: number, _product: number, after: number, stepSquared: number) => Math.sqrt(stepSquared / after),
});
