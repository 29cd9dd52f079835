import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Tokenizer } from '@huggingface/tokenizers';
import {
  describeGgufTokenizer,
  describeSentencePieceFolder,
  isObject,
  type Json,
  readSentencePiece,
  type TokenizerDescription,
} from '@lamina/checkpoints';
import { AppError, getAt, messageOf } from '@lamina/errors';
import { readJson, withFile, withGguf } from '../files/read-files.ts';
import type { ModelSource } from '../locate/model-source.ts';
import type { TextEncoder } from '../text/windows.ts';
import { mendDecoder, mendNormalizer } from './mend-tokenizer.ts';
import { spellTokenizer } from './spell-tokenizer.ts';

/** The tokenizers of sources: one of 151,936 tokens takes half a second and 80 MB. */
const LOADED = new WeakMap<ModelSource, TextEncoder>();

/** Loads the tokenizer of a model, once for a source. @throws AppError as readTokenizer does; FILE_UNREADABLE. */
export function loadTokenizer(source: ModelSource): TextEncoder {
  const encoder = LOADED.get(source) ?? createTextEncoder(readTokenizer(source), source.name);
  LOADED.set(source, encoder);
  return encoder;
}

/** The tokenizer of a description. @param name of the model, for messages. @throws AppError FILE_UNREADABLE */
export function createTextEncoder({ description, path }: ReadTokenizer, name: string): TextEncoder {
  const { config } = description;
  const tokenizer = createTokenizer(description, path);
  const idOf = (key: string): number | null => {
    const token = textOfToken(config[key]);
    return token === null ? null : (tokenizer.token_to_id(token) ?? null);
  };
  const bosId = idOf('bos_token');
  const { model_max_length: maxLength } = config;
  return {
    bosId,
    eosId: idOf('eos_token'),
    prefixText: textOfToken(config.bos_token) ?? textOfToken(config.eos_token),
    // transformers writes 1e30 for "no limit".
    maxLength: typeof maxLength === 'number' && Number.isSafeInteger(maxLength) ? maxLength : null,
    decode: (ids) => (ids.length === 0 ? '' : tokenizer.decode([...ids], { skip_special_tokens: true })),
    encode: (text, bos = 'auto') => {
      const ids = spellBytes(tokenizer, description.tokenizer.model, tokenizer.encode(text, { add_special_tokens: bos === 'auto' }));
      if (bos === 'auto' || bos === 'never') return ids;
      if (bosId === null)
        throw new AppError('BAD_USER_INPUT', `the tokenizer of ${name} has no beginning-of-text token; use --bos auto or --bos never`);
      return [bosId, ...ids];
    },
  };
}

/** The text of a special token, which is written as a text, or as an object with the text in `content`; null for anything else. */
export function textOfToken(token: unknown): string | null {
  if (typeof token === 'string') return token;
  return typeof token === 'object' && token !== null && 'content' in token ? String(token.content) : null;
}

/** The ids of an encoded text. The package has no bytes for the unknown pieces of a unigram vocabulary. */
function spellBytes(
  tokenizer: Tokenizer,
  model: unknown,
  { ids, tokens }: { readonly ids: number[]; readonly tokens: string[] },
): number[] {
  if (!isObject(model) || model.type !== 'Unigram' || model.byte_fallback !== true) return ids;
  return ids.flatMap((id, place) => {
    const token = getAt(tokens, place);
    if (id !== model.unk_id || tokenizer.token_to_id(token) === id) return [id];
    const bytes = Array.from(Buffer.from(token), (byte) =>
      tokenizer.token_to_id(`<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`),
    );
    return bytes.every((one) => one !== undefined) ? bytes : [id];
  });
}

function createTokenizer(description: TokenizerDescription, path: string): Tokenizer {
  try {
    const { tokenizer: spelled, config } = spellTokenizer(description);
    const tokenizer = new Tokenizer({ ...spelled }, { ...config });
    if (tokenizer.model !== null && isObject(spelled.model)) readByWord(tokenizer.model, spelled.model);
    if (tokenizer.normalizer !== null) mendNormalizer(tokenizer.normalizer);
    if (tokenizer.decoder !== null) mendDecoder(tokenizer.decoder);
    return tokenizer;
  } catch (cause) {
    throw new AppError('FILE_UNREADABLE', `${path} is not a tokenizer this program can use: ${messageOf(cause)}`, { cause });
  }
}

/** The tokenizer of a model, and the file from which it was read. */
export interface ReadTokenizer {
  readonly description: TokenizerDescription;
  readonly path: string;
}

/** A source is read once: the merges of a vocabulary of 262,144 tokens take seconds. */
const READ = new WeakMap<ModelSource, ReadTokenizer>();

/**
 * Reads the tokenizer of a model: from the vocabulary in a GGUF file, or else from tokenizer.json, or else from tokenizer.model (SentencePiece) of its
 * folder.
 *
 * @throws AppError TOKENIZER_MISSING where there is none; FILE_UNREADABLE, MODEL_MALFORMED or MODEL_UNSUPPORTED where it cannot be read.
 */
export function readTokenizer(source: ModelSource): ReadTokenizer {
  const found = READ.get(source) ?? findGgufTokenizer(source) ?? findTokenizerJson(source) ?? findSentencePiece(source);
  if (found !== undefined) {
    READ.set(source, found);
    return found;
  }
  throw new AppError(
    'TOKENIZER_MISSING',
    `${source.folder} holds no tokenizer.json, which text needs; put it there, or give token ids with --ids`,
  );
}

function findGgufTokenizer({ format, path }: ModelSource): ReadTokenizer | undefined {
  if (format !== 'gguf') return undefined;
  const description = withGguf(path, ({ gguf }) => describeGgufTokenizer(gguf));
  return description === null ? undefined : { description, path };
}

function findTokenizerJson({ folder, tokenizerPath: path }: ModelSource): ReadTokenizer | undefined {
  return path === null ? undefined : { description: { tokenizer: readJson(path), config: readConfig(folder) }, path };
}

function findSentencePiece({ folder }: ModelSource): ReadTokenizer | undefined {
  const path = join(folder, 'tokenizer.model');
  if (!existsSync(path)) return undefined;
  const model = withFile(path, (file) => readSentencePiece(file, basename(path)));
  return { description: describeSentencePieceFolder(model, readConfig(folder)), path };
}

function readConfig(folder: string): TokenizerDescription['config'] {
  return readJson(join(folder, 'tokenizer_config.json'));
}

/** A vocabulary of @huggingface/tokenizers, whose own types do not resolve. */
interface PackageModel {
  readonly tokens_to_ids: ReadonlyMap<string, number>;
  fuse_unk: boolean;
  encode(words: readonly string[]): readonly string[];
}

/**
 * Lets a vocabulary of pieces read each word by itself, as the Rust library (tokenizers 0.22) does: unknown characters side by side are one token where
 * `fuse_unk` says so, and always in a unigram vocabulary; where BPE has no token for them, they are left out before pieces are merged. The package
 * @huggingface/tokenizers 0.2.0 fuses the unknown of neighbouring words too, and merges first.
 */
function readByWord(model: PackageModel, stated: Json): void {
  const isUnigram = stated.type === 'Unigram';
  if (!isUnigram && stated.type !== 'BPE') return;
  const isKnown = (token: string): boolean => model.tokens_to_ids.has(token);
  const isUnknown = (token: string): boolean => (isUnigram ? !isKnown(token) : token === stated.unk_token);
  const dropsUnknown = !isUnigram && typeof stated.unk_token !== 'string' && stated.byte_fallback !== true;
  const isWhole = (word: string): boolean => stated.ignore_merges === true && isKnown(word);
  const readWord = (word: string): string => (dropsUnknown && !isWhole(word) ? Array.from(word).filter(isKnown).join('') : word);
  const readPieces = model.encode.bind(model);
  const encode = (word: string): readonly string[] => readPieces([readWord(word)]);
  model.fuse_unk = false;
  if (isUnigram || stated.fuse_unk === true) {
    const join = isUnigram ? (one: string, other: string) => one + other : (one: string) => one;
    model.encode = (words) => words.flatMap((word) => fuse(encode(word), isUnknown, join));
  } else model.encode = (words) => words.flatMap(encode);
}

/** Joins unknown neighbours to one token. */
function fuse(
  tokens: readonly string[],
  isUnknown: (token: string) => boolean,
  join: (one: string, other: string) => string,
): readonly string[] {
  const fused: string[] = [];
  let wasUnknown = false;
  for (const token of tokens) {
    const last = fused.at(-1);
    const continues = wasUnknown && isUnknown(token);
    if (continues && last !== undefined) fused[fused.length - 1] = join(last, token);
    else fused.push(token);
    wasUnknown = isUnknown(token);
  }
  return fused;
}
