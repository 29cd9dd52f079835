import { defineMeasure, influenceOf } from './measure.ts';

/** ShortGPT (Men et al. 2024, arXiv 2403.03853), equation 1. Inputs: h_i·h_i, h_i·h_{i+1} and h_{i+1}·h_{i+1} of one token. 0 to 2. */
export const blockInfluence = defineMeasure({
  id: 'block-influence@1',
  of: 'block',
  better: 'lower',
  label: 'Block influence',
  formula: '1 − mean cosine',
  describe:
    '1 − mean cosine of the states before and after the layer; the last layer is measured before the final norm (ShortGPT). 0 to 2.',
  term: influenceOf,
});

/** The same, but the last block is measured after the final norm, as in `output_hidden_states` of transformers. */
export const blockInfluenceFinalNorm = defineMeasure({
  id: 'block-influence-final-norm@1',
  of: 'block',
  better: 'lower',
  label: 'Block influence, last state after the final norm',
  formula: '1 − mean cosine',
  describe: 'Block influence, but the last layer is measured after the final norm, as in output_hidden_states of transformers. 0 to 2.',
  term: influenceOf,
});
