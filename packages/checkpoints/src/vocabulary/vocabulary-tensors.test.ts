import { expect, it } from '@jest/globals';
import type { Decoder } from '../architectures/decoder.ts';
import type { StoredTensor } from '../checkpoint.ts';
import { listVocabularyTensors } from './vocabulary-tensors.ts';

/** Only what is read of a decoder. */
const DECODER = {
  vocabularySize: 5,
  embedding: { weight: 'model.embed_tokens.weight' },
  head: { weight: 'model.embed_tokens.weight', bias: null },
  blocks: [{ mixer: { output: { weight: 'model.layers.0.o_proj.weight' } } }],
} as unknown as Decoder;

function list(heights: Readonly<Record<string, number>>): readonly string[] {
  const tensors = Object.entries(heights).map(([name, height]) => [name, { name, dims: [height, 4] } as unknown as StoredTensor] as const);
  return [...listVocabularyTensors(DECODER, new Map(tensors))];
}

const WHOLE = { 'model.embed_tokens.weight': 5, 'model.layers.0.o_proj.weight': 5, 'model.norm.weight': 4 };

it('listVocabularyTensors finds the embedding, and a head that is stored though it is tied; no tensor of a block', () => {
  expect(list(WHOLE)).toEqual(['model.embed_tokens.weight']);
  expect(list({ ...WHOLE, 'lm_head.weight': 5 })).toEqual(['model.embed_tokens.weight', 'lm_head.weight']);
});

it.each([
  [{ 'model.embed_tokens.weight': 6 }, 'model.embed_tokens.weight has 6 rows'],
  [{ 'model.norm.weight': 4 }, 'model.embed_tokens.weight is packed'],
  [{ ...WHOLE, 'model.layers.1.shared_head.weight': 5 }, 'model.layers.1.shared_head.weight has a row for each of the 5 tokens'],
  [{ ...WHOLE, d2t: 5 }, 'd2t has a row'],
])('listVocabularyTensors refuses %j', (heights, message) => {
  expect(() => list(heights)).toThrow(expect.objectContaining({ code: 'VOCABULARY_SHAPE', message: expect.stringContaining(message) }));
});
