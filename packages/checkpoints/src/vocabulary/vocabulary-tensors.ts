import { AppError } from '@lamina/errors';
import type { Decoder } from '../architectures/decoder.ts';
import type { StoredTensor } from '../checkpoint.ts';
import { findBlockPrefix, parseBlockName } from '../prune/block-names.ts';

/** The rows to keep of the tensors that have one for each token. */
export interface KeptRows {
  readonly names: ReadonlySet<string>;
  /** Ascending. */
  readonly rows: readonly number[];
}

/** Heads that files hold beside a tied embedding, too. */
const HEADS = /(^|\.)(lm_head|embed_out|output)\.(weight|bias)$/;

/**
 * The stored tensors with a row for each token: embedding, head and its bias, and embeddings per block.
 * @param tensors by the names that transformers gives them
 * @throws AppError VOCABULARY_SHAPE for one of another height, and for a tensor with a row for each token that no architecture knows
 */
export function listVocabularyTensors(decoder: Decoder, tensors: ReadonlyMap<string, StoredTensor>): ReadonlySet<string> {
  const { embedding, head, vocabularySize: rows } = decoder;
  const known = [embedding.weight, head.weight, head.bias, embedding.perLayer?.weight].filter(
    (name) => name !== null && name !== undefined,
  );
  for (const name of known) {
    const height = tensors.get(name)?.dims[0];
    if (height !== rows) refuse(`${name} ${height === undefined ? 'is packed' : `has ${height} rows`}, and the vocabulary ${rows} tokens`);
  }
  const names = new Set(known);
  const prefix = findBlockPrefix(decoder);
  for (const [name, { dims }] of tensors) {
    const block = parseBlockName(name, prefix)?.block;
    if (names.has(name) || !dims.includes(rows) || (block !== undefined && block < decoder.blocks.length)) continue;
    if (HEADS.test(name) && dims[0] === rows) names.add(name);
    else refuse(`${name} has a row for each of the ${rows} tokens, and nobody knows what for`);
  }
  return names;
}

function refuse(why: string): never {
  throw new AppError('VOCABULARY_SHAPE', `the vocabulary of this model cannot be trimmed: ${why}`);
}
