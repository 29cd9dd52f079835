import { defineMeasure, influenceOf } from './measure.ts';

/** LLM-Drop (arXiv 2406.15786). Inputs: dot products of the stream before the attention, of both, and of the stream after it. 0 to 2. */
export const attentionInfluence = defineMeasure({
  id: 'attention-influence@1',
  of: 'attention',
  better: 'lower',
  label: 'Attention influence',
  formula: '1 − mean cosine',
  describe:
    '1 − mean cosine of the residual stream before and after the token mixer of the layer (LLM-Drop). 0 to 2; null for a layer without a token mixer beside an MLP, absent if no layer has one.',
  term: influenceOf,
});

/** The same for the MLP of a block. */
export const mlpInfluence = defineMeasure({
  id: 'mlp-influence@1',
  of: 'mlp',
  better: 'lower',
  label: 'MLP influence',
  formula: '1 − mean cosine',
  describe:
    '1 − mean cosine of the residual stream before and after the MLP of the layer (LLM-Drop). 0 to 2; null for a layer without an MLP beside a token mixer, absent if no layer has one.',
  term: influenceOf,
});
