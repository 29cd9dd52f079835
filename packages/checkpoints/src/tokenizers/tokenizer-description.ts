import type { Json } from '../checkpoint.ts';

/** A tokenizer in transformers' files; one tokenizer engine reads them for all model formats. */
export interface TokenizerDescription {
  /** tokenizer.json */
  readonly tokenizer: Json;
  /** tokenizer_config.json: special tokens, add_bos_token, add_eos_token, chat_template. */
  readonly config: Json;
}

/** A token that is recognised in text before anything else. */
export interface AddedToken {
  readonly id: number;
  readonly content: string;
  readonly special: boolean;
  readonly normalized: boolean;
  readonly single_word: false;
  readonly lstrip: boolean;
  readonly rstrip: boolean;
}

export function createAddedToken(id: number, content: string, special: boolean): AddedToken {
  return { id, content, special, normalized: false, single_word: false, lstrip: false, rstrip: false };
}

/** The parts of tokenizer.json besides the model. */
export interface TokenizerParts {
  readonly model: Json;
  readonly normalizer: Json | null;
  readonly preTokenizer: Json | null;
  readonly decoder: Json;
  readonly addedTokens: readonly AddedToken[];
  /** Tokens before and after a text; null for none. */
  readonly begin: string | null;
  readonly end: string | null;
}

/** tokenizer.json of these parts. */
export function createTokenizerJson({ model, normalizer, preTokenizer, decoder, addedTokens, begin, end }: TokenizerParts): Json {
  const special = (id: string | null): readonly Json[] => (id === null ? [] : [{ SpecialToken: { id, type_id: 0 } }]);
  const sequence = (id: string): Json => ({ Sequence: { id, type_id: 0 } });
  const single = [...special(begin), sequence('A'), ...special(end)];
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: addedTokens,
    normalizer,
    pre_tokenizer: preTokenizer,
    post_processor:
      begin === null && end === null ? null : { type: 'TemplateProcessing', single, pair: [...single, sequence('B')], special_tokens: {} },
    decoder,
    model,
  };
}

/** Ids by token. If a token occurs twice, the first id is used. */
export function createVocabulary(tokens: readonly string[]): Readonly<Record<string, number>> {
  // A vocabulary may contain __proto__, so a plain object cannot be used.
  const vocabulary: Record<string, number> = Object.create(null);
  for (const [id, token] of tokens.entries()) vocabulary[token] ??= id;
  return vocabulary;
}
