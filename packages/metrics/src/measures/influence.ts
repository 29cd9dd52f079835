import { defineMeasure, influenceOf, type Measure } from './measure.ts';

/** Inputs of its terms: the dot products of the states before, of both, and of the states after. 0 to 2. */
const defineInfluence = <const Id extends string>(id: Id, of: Measure['of'], label: string, describe: string) =>
  defineMeasure({ id, of, better: 'lower', label, formula: '1 − mean cosine', describe, term: influenceOf });

/** ShortGPT (Men et al. 2024, arXiv 2403.03853), equation 1: h_i and h_{i+1} of one token. */
export const blockInfluence = defineInfluence(
  'block-influence@1',
  'block',
  'Block influence',
  '1 − mean cosine of the states before and after the layer; the last layer is measured before the final norm (ShortGPT). 0 to 2.',
);

/** The same, but the last block is measured after the final norm, as in `output_hidden_states` of transformers. */
export const blockInfluenceFinalNorm = defineMeasure({
  id: 'block-influence-final-norm@1',
  of: 'block',
  better: 'lower',
  label: 'Block influence, last state after the final norm',
  formula: '1 − mean cosine',
  describe: 'Block influence, but the last layer is measured after the final norm, as in output_hidden_states of transformers. 0 to 2.',
  term: (before: number, _product: number, _after: number, _stepSquared: number, normedProduct: number, normedAfter: number) =>
    influenceOf(before, normedProduct, normedAfter),
});

/** LLM-Drop (arXiv 2406.15786): the stream before and after the attention. */
export const attentionInfluence = defineInfluence(
  'attention-influence@1',
  'attention',
  'Attention influence',
  '1 − mean cosine of the residual stream before and after the token mixer of the layer (LLM-Drop). 0 to 2; null for a layer without a token mixer beside an MLP, absent if no layer has one.',
);

/** The same for the MLP of a block. */
export const mlpInfluence = defineInfluence(
  'mlp-influence@1',
  'mlp',
  'MLP influence',
  '1 − mean cosine of the residual stream before and after the MLP of the layer (LLM-Drop). 0 to 2; null for a layer without an MLP beside a token mixer, absent if no layer has one.',
);
