import type { TextEncoder } from '../../text/text-encoder.ts';
import type { ModelSource } from '../locate/model-source.ts';
import { findConfigNumber } from './model-facts.ts';

/** The length that lm-evaluation-harness takes where no other is known. */
const DEFAULT_MAX_LENGTH = 2048;

/**
 * The largest number of tokens that a model reads, found as lm-evaluation-harness 0.4.13 finds it (lm_eval/models/utils.py): config.json, then the
 * tokenizer, then 2048.
 */
export function findMaxLength(source: ModelSource, tokenizer: TextEncoder): number {
  return findConfigNumber(source, ['n_positions', 'max_position_embeddings', 'n_ctx']) ?? tokenizer.maxLength ?? DEFAULT_MAX_LENGTH;
}
