import type { Json } from '../checkpoint.ts';
import type { SentencePieceModel } from './read-sentencepiece.ts';
import { createSentencePieceTokenizer } from './sentencepiece-tokenizer.ts';
import { type AddedToken, createAddedToken, type TokenizerDescription } from './tokenizer-description.ts';

/** Classes of transformers that add a beginning-of-text token by default, if tokenizer_config.json does not state it. */
const ADDS_BOS = /^(Llama|CodeLlama|Gemma|Baichuan|InternLM2?)Tokenizer(Fast)?$/;

/**
 * The tokenizer of a folder with tokenizer.model and without tokenizer.json, as in transformers.
 * @param config tokenizer_config.json; empty if there is none
 */
export function describeSentencePieceFolder(model: SentencePieceModel, config: Json): TokenizerDescription {
  const { bosId, eosId, ...vocabulary } = model;
  const textOf = (id: number): string | null => model.pieces[id]?.text ?? null;
  const bos = readToken(config.bos_token) ?? textOf(bosId);
  const eos = readToken(config.eos_token) ?? textOf(eosId);
  const addsBos = config.add_bos_token ?? (typeof config.tokenizer_class !== 'string' || ADDS_BOS.test(config.tokenizer_class));
  const tokenizer = createSentencePieceTokenizer({
    ...vocabulary,
    addsDummyPrefix: config.add_prefix_space === false ? false : vocabulary.addsDummyPrefix,
    isPrefixFirst: config.legacy === false && vocabulary.algorithm === 'bpe',
    added: readAddedTokens(config.added_tokens_decoder),
    begin: addsBos === true ? bos : null,
    end: config.add_eos_token === true ? eos : null,
  });
  return { tokenizer, config: { ...config, bos_token: bos, eos_token: eos } };
}

/** A special token of tokenizer_config.json: its text, or an object that contains it. */
function readToken(value: unknown): string | null {
  if (typeof value === 'string') return value;
  return typeof value === 'object' && value !== null && 'content' in value && typeof value.content === 'string' ? value.content : null;
}

/** `added_tokens_decoder`: tokens by id. */
function readAddedTokens(value: unknown): readonly AddedToken[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([id, entry]: [string, unknown]) => {
    const content = readToken(entry);
    if (content === null || typeof entry !== 'object' || entry === null) return [];
    const flag = (key: string): boolean => key in entry && Reflect.get(entry, key) === true;
    return [{ ...createAddedToken(Number(id), content, flag('special')), lstrip: flag('lstrip'), rstrip: flag('rstrip') }];
  });
}
