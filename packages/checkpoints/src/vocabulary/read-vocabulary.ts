import { AppError, getAt } from '@lamina/errors';
import { bytesOfText, keyOfMerge, type TokenBuilder, type TokenKind, type Vocabulary, type VocabularyToken } from '@lamina/plans';
import type { Json } from '../checkpoint.ts';
import type { Gguf } from '../gguf/read-gguf.ts';
import { isObject } from '../parse-json.ts';
import { PIECE } from '../tokenizers/sentencepiece-tokenizer.ts';
import type { TokenizerDescription } from '../tokenizers/tokenizer-description.ts';
import { isIdKey, listNamedIds } from './id-keys.ts';

/** Bytes that byte-level BPE spells as the character of the same number; the others follow from U+0100 on (GPT-2 encoder.py, bytes_to_unicode). */
const PLAIN = /[!-~\xa1-\xac\xae-\xff]/;

const BYTES: ReadonlyMap<string, string> = createAlphabet();

function createAlphabet(): ReadonlyMap<string, string> {
  const alphabet = new Map<string, string>();
  let next = 0x100;
  for (let byte = 0; byte < 0x100; byte += 1) {
    const character = String.fromCharCode(byte);
    alphabet.set(PLAIN.test(character) ? character : String.fromCharCode(next), character);
    if (!PLAIN.test(character)) next += 1;
  }
  return alphabet;
}

/** The bytes of a token of byte-level BPE, one character each; null for one that its alphabet does not spell. */
function readByteLevel(spelling: string): string | null {
  let bytes = '';
  for (const character of spelling) {
    const byte = BYTES.get(character);
    if (byte === undefined) return null;
    bytes += byte;
  }
  return bytes;
}

/** Names that no text holds: places for tokens of a later model. */
const RESERVED = /^(<unused\d+>|\[unused\d+\]|<\|reserved_special_token_\d+\|>|<\|extra_\d+\|>|<extra_id_\d+>)$/;
const BYTE_TOKEN = /^<0x([\dA-Fa-f]{2})>$/;

interface VocabularyPlace {
  /** Names the file in messages. */
  readonly place: string;
  /** Rows of the embedding. */
  readonly rows: number;
}

/**
 * The vocabulary of a GGUF file.
 * @throws AppError TOKENIZER_MISSING; TOKENIZER_UNSUPPORTED for a tokenizer that is neither `gpt2` nor `llama`; VOCABULARY_SHAPE
 */
export function readGgufVocabulary({ metadata }: Gguf, { place, rows }: VocabularyPlace): Vocabulary {
  const find = (key: string) => metadata.get(`tokenizer.ggml.${key}`)?.value;
  const listOf = (key: string): readonly unknown[] => {
    const value = find(key);
    return typeof value === 'object' ? value.read() : [];
  };
  const model = find('model');
  if (model === undefined || model === 'none' || model === 'no_vocab') throw refuseMissing(place, 'tokenizer.ggml.model');
  if (model !== 'gpt2' && model !== 'llama') throw refuseKind(place, String(model));
  const spellings = listOf('tokens').map(String);
  checkRows(spellings.length, { place, rows });
  const types = listOf('token_type').map(Number);
  const tokens = spellings.map((spelling, id) =>
    describeToken(spelling, { kind: GGUF_KINDS.get(types[id] ?? PIECE.normal) ?? 'normal', isByteLevel: model === 'gpt2' }),
  );
  const named = [...metadata].flatMap(([key, { value }]) => {
    if (!key.startsWith('tokenizer.ggml.') || !isIdKey(key)) return [];
    return typeof value === 'object' ? value.read().map(Number) : [Number(value)];
  });
  const builder: TokenBuilder =
    model === 'gpt2' ? rankMerges(listOf('merges').map(String)) : { kind: 'scores', scores: listOf('scores').map(Number) };
  return { place, tokens: fillRows(tokens, rows), builder, named: new Set(named.filter((id) => id >= 0 && id < rows)) };
}

const GGUF_KINDS: ReadonlyMap<number, TokenKind> = new Map([
  [PIECE.control, 'special'],
  [PIECE.unknown, 'special'],
  [PIECE.userDefined, 'added'],
  [PIECE.unused, 'unused'],
]);

/**
 * The vocabulary of a tokenizer in transformers' files.
 * @param configs files whose keys name ids: config.json, generation_config.json
 * @throws AppError TOKENIZER_UNSUPPORTED for a model that is neither BPE nor Unigram; VOCABULARY_SHAPE
 */
export function readTokenizerVocabulary(
  { tokenizer, config }: TokenizerDescription,
  { place, rows, configs }: VocabularyPlace & { readonly configs: readonly Json[] },
): Vocabulary {
  const { model } = tokenizer;
  if (!isObject(model) || (model.type !== 'BPE' && model.type !== 'Unigram'))
    throw refuseKind(place, isObject(model) ? String(model.type) : 'no known kind');
  const spellings = listSpellings(model);
  const added = listAddedTokens({ tokenizer, config });
  checkRows(Math.max(spellings.length, ...added.map(({ id }) => id + 1)), { place, rows });
  const isByteLevel = JSON.stringify([tokenizer.pre_tokenizer, tokenizer.decoder]).includes('"ByteLevel"');
  const unknown = typeof model.unk_id === 'number' ? model.unk_id : spellings.indexOf(String(model.unk_token));
  const tokens: (VocabularyToken | null)[] = Array.from({ length: spellings.length }, (_, id) => {
    const spelling = spellings[id];
    return spelling === undefined ? null : describeToken(spelling, { kind: id === unknown ? 'special' : 'normal', isByteLevel });
  });
  for (const { id, content, isSpecial } of added)
    tokens[id] = describeToken(content, { kind: isSpecial ? 'special' : 'added', isByteLevel });
  const named = [...configs, config].flatMap((json) => listNamedIds(json, rows));
  const inTokenizer = [...listProcessorIds(tokenizer.post_processor), ...listNamedTokens(config, tokens)].filter((id) => id < rows);
  const builder: TokenBuilder =
    model.type === 'BPE' ? rankMerges(Array.isArray(model.merges) ? model.merges : []) : { kind: 'unigram', scores: listScores(model) };
  return { place, tokens: fillRows(tokens, rows), builder, named: new Set([...named, ...inTokenizer]) };
}

/** A token that is found in texts before any merge. */
interface KnownToken {
  readonly id: number;
  readonly content: string;
  readonly isSpecial: boolean;
}

/** The tokens of tokenizer.json, and those that only tokenizer_config.json has. */
function listAddedTokens({ tokenizer, config }: TokenizerDescription): readonly KnownToken[] {
  const stated = Array.isArray(tokenizer.added_tokens) ? tokenizer.added_tokens.filter(isObject) : [];
  const more = isObject(config.added_tokens_decoder) ? Object.entries(config.added_tokens_decoder) : [];
  const all = [...more.flatMap(([id, token]) => (isObject(token) ? [{ ...token, id: Number(id) }] : [])), ...stated];
  return all.map(({ id, content, special }: Json) => ({ id: Number(id), content: String(content), isSpecial: special === true }));
}

/** One entry for each id. */
function listSpellings({ vocab }: Json): readonly (string | undefined)[] {
  if (Array.isArray(vocab)) return vocab.map((piece) => String(piece[0]));
  const spellings: (string | undefined)[] = [];
  for (const [spelling, id] of Object.entries(isObject(vocab) ? vocab : {})) if (typeof id === 'number') spellings[id] = spelling;
  return spellings;
}

function listScores({ vocab }: Json): readonly number[] {
  return Array.isArray(vocab) ? vocab.map((piece) => Number(piece[1])) : [];
}

/** Ids of a post-processor: lists under `ids`, and pairs of a token and its id under `sep` and `cls`. */
function listProcessorIds(processor: unknown): readonly number[] {
  if (Array.isArray(processor)) return processor.flatMap(listProcessorIds);
  if (!isObject(processor)) return [];
  return Object.entries(processor).flatMap(([key, value]) => {
    if (key === 'ids' && Array.isArray(value)) return value.map(Number);
    if ((key === 'sep' || key === 'cls') && Array.isArray(value)) return [Number(value[1])];
    return listProcessorIds(value);
  });
}

/** Tokens that tokenizer_config.json names by their text: `eos_token`. transformers would add them again. */
function listNamedTokens(config: Json, tokens: readonly (VocabularyToken | null)[]): readonly number[] {
  const texts = ['bos_token', 'eos_token', 'unk_token', 'sep_token', 'pad_token', 'cls_token', 'mask_token'].flatMap((key) => {
    const token = config[key];
    return typeof token === 'string' ? [token] : isObject(token) && typeof token.content === 'string' ? [token.content] : [];
  });
  return texts.map((text) => tokens.findIndex((token) => token?.spelling === text)).filter((id) => id >= 0);
}

function describeToken(
  spelling: string,
  { kind, isByteLevel }: { readonly kind: TokenKind; readonly isByteLevel: boolean },
): VocabularyToken {
  if (RESERVED.test(spelling)) return { spelling, bytes: bytesOfText(spelling), kind: 'unused', isByte: false };
  if (kind !== 'normal') return { spelling, bytes: bytesOfText(spelling), kind, isByte: false };
  if (isByteLevel)
    return { spelling, bytes: readByteLevel(spelling) ?? bytesOfText(spelling), kind, isByte: readByteLevel(spelling)?.length === 1 };
  const [, byte] = BYTE_TOKEN.exec(spelling) ?? [];
  if (byte !== undefined) return { spelling, bytes: String.fromCharCode(Number.parseInt(byte, 16)), kind, isByte: true };
  return { spelling, bytes: bytesOfText(spelling.replaceAll('▁', ' ')), kind, isByte: false };
}

/** @param merges both parts as a list, or in one text with a space between: a part may contain one only as its first character */
function rankMerges(merges: readonly unknown[]): TokenBuilder {
  const keys = merges.map((merge) => keyOfMerge(...splitMerge(merge)));
  const ranks = new Map<string, number>();
  for (const [rank, key] of keys.entries()) if (!ranks.has(key)) ranks.set(key, rank);
  return { kind: 'ranks', ranks };
}

/** Both parts of a merge of tokenizer.json or of GGUF. */
export function splitMerge(merge: unknown): readonly [string, string] {
  if (Array.isArray(merge)) return [String(getAt(merge, 0)), String(getAt(merge, 1))];
  const text = String(merge);
  const at = text.indexOf(' ', 1);
  return [text.slice(0, at), text.slice(at + 1)];
}

/** Rows behind the last token have none. */
function fillRows(tokens: readonly (VocabularyToken | null)[], rows: number): readonly (VocabularyToken | null)[] {
  return Array.from({ length: rows }, (_, id) => tokens[id] ?? null);
}

function checkRows(tokens: number, { place, rows }: VocabularyPlace): void {
  if (tokens <= rows) return;
  throw new AppError(
    'VOCABULARY_SHAPE',
    `${place} has ${tokens} tokens, and the embedding of the model has ${rows} rows: the two do not belong together; download the model again`,
  );
}

function refuseMissing(place: string, what: string): AppError {
  return new AppError('TOKENIZER_MISSING', `${place} has no tokenizer (${what}), so that nobody knows which rows belong to which token`);
}

function refuseKind(place: string, kind: string): AppError {
  return new AppError(
    'TOKENIZER_UNSUPPORTED',
    `${place} holds a tokenizer of the kind ${kind}, whose vocabulary cannot be trimmed; BPE and Unigram of tokenizer.json can be, and gpt2 and llama of GGUF`,
  );
}
