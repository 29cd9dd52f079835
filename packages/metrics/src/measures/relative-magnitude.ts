import { defineMeasure } from './measure.ts';

/** Samragh et al. 2023, as cited by ShortGPT. Inputs: ‖h_{i+1} − h_i‖² and ‖h_{i+1}‖² of one token. At least 0. */
export const relativeMagnitude = defineMeasure({
  id: 'relative-magnitude@1',
  of: 'block',
  better: 'lower',
  label: 'Relative magnitude',
  formula: '‖change‖ ÷ ‖state after‖',
  describe: 'Mean length of the change that the layer makes to the state, divided by the length of the state after it. At least 0.',
  term: (step: number, after: number) => Math.sqrt(step / after),
});
