import { join } from 'node:path';
import { type ModelSource, readJson } from '../../model/locate/model-source.ts';
import type { TextEncoder } from '../../text/text-encoder.ts';

/** The tokens that end an answer: those of generation_config.json, or else of config.json, and those of the tokenizer. */
export function findEndTokens(source: ModelSource, tokenizer: TextEncoder): ReadonlySet<number> {
  const { eos_token_id: ends = source.config.eos_token_id } = readJson(join(source.folder, 'generation_config.json'));
  const listed = (Array.isArray(ends) ? ends : [ends]).filter((id): id is number => Number.isInteger(id));
  return new Set([...listed, ...(tokenizer.eosId === null ? [] : [tokenizer.eosId])]);
}
