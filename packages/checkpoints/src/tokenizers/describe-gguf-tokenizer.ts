import { AppError, getAt } from '@lamina/errors';
import type { Json } from '../checkpoint.ts';
import type { GgufValue } from '../gguf/gguf-metadata.ts';
import type { Gguf } from '../gguf/read-gguf.ts';
import { PRE_TOKENIZERS } from './pre-tokenizers.ts';
import { createSentencePieceTokenizer, PIECE } from './sentencepiece-tokenizer.ts';
import { createAddedToken, createTokenizerJson, createVocabulary, type TokenizerDescription } from './tokenizer-description.ts';

/** The facts in `tokenizer.ggml.*` besides the vocabulary. */
interface GgufVocabulary {
  readonly file: string;
  readonly tokens: readonly string[];
  /** One of PIECE. */
  readonly kinds: readonly number[];
  readonly find: (key: string) => GgufValue | undefined;
}

/**
 * The tokenizer of a GGUF file; null if it has none (`tokenizer.ggml.model` is absent, `none` or `no_vocab`). Kinds: `gpt2` (byte-level BPE with the
 * word splitting of PRE_TOKENIZERS) and `llama` (SentencePiece BPE). Reads the vocabulary, which takes half a second for 262,144 tokens.
 * @throws AppError MODEL_UNSUPPORTED for another kind, naming it; MODEL_MALFORMED if lists do not match.
 */
export function describeGgufTokenizer(gguf: Gguf): TokenizerDescription | null {
  const file = gguf.sources[0]?.file ?? 'the GGUF file';
  const find = (key: string): GgufValue | undefined => gguf.metadata.get(`tokenizer.ggml.${key}`)?.value;
  const model = find('model');
  if (model === undefined || model === 'none' || model === 'no_vocab') return null;
  if (model !== 'gpt2' && model !== 'llama')
    throw new AppError(
      'MODEL_UNSUPPORTED',
      `${file} has a tokenizer of kind ${String(model)}; gpt2 and llama are supported: put the model's tokenizer.json into the same folder`,
    );
  const tokens = readStrings(find('tokens'), { file, key: 'tokens' });
  const kinds =
    find('token_type') === undefined
      ? tokens.map(() => PIECE.normal)
      : readNumbers(find('token_type'), { file, key: 'token_type', count: tokens.length });
  const vocabulary = { file, tokens, kinds, find };
  const special = readSpecialTokens(vocabulary);
  const { tokenizer, config } = model === 'gpt2' ? describeBpe(vocabulary, special) : describeSpm(vocabulary, special);
  const template = findGgufChatTemplate(gguf);
  return { tokenizer, config: template === null ? config : { ...config, chat_template: template } };
}

/** The chat template of a GGUF file, or null. */
export function findGgufChatTemplate(gguf: Gguf): string | null {
  const template = gguf.metadata.get('tokenizer.chat_template')?.value;
  return typeof template === 'string' ? template : null;
}

type SpecialTokens = Readonly<Record<'bos_token' | 'eos_token' | 'unk_token' | 'pad_token', string | null>>;

function readSpecialTokens({ tokens, find }: GgufVocabulary): SpecialTokens {
  const tokenOf = (key: string): string | null => {
    const id = find(`${key}_token_id`);
    return typeof id === 'number' ? (tokens[id] ?? null) : null;
  };
  return { bos_token: tokenOf('bos'), eos_token: tokenOf('eos'), unk_token: tokenOf('unknown'), pad_token: tokenOf('padding') };
}

/** tokenizer_config.json. @param addsBos default if the file does not state it */
function createConfig(
  { find }: GgufVocabulary,
  special: SpecialTokens,
  addsBos: boolean,
): Json & { readonly begin: string | null; readonly end: string | null } {
  const flag = (key: string, fallback: boolean): boolean => (typeof find(key) === 'boolean' ? find(key) === true : fallback);
  const [addBos, addEos] = [flag('add_bos_token', addsBos), flag('add_eos_token', false)];
  return {
    ...special,
    add_bos_token: addBos,
    add_eos_token: addEos,
    begin: addBos ? special.bos_token : null,
    end: addEos ? special.eos_token : null,
  };
}

function describeBpe(vocabulary: GgufVocabulary, special: SpecialTokens): TokenizerDescription {
  const { file, tokens, kinds, find } = vocabulary;
  const name = find('pre') ?? 'default';
  const pre = PRE_TOKENIZERS.get(String(name));
  if (pre === undefined)
    throw new AppError(
      'MODEL_UNSUPPORTED',
      `${file} splits words as ${String(name)} (tokenizer.ggml.pre), which is not supported; put the model's tokenizer.json into the same folder. Supported are ${[...PRE_TOKENIZERS.keys()].join(', ')}`,
    );
  const { begin, end, ...config } = createConfig(vocabulary, special, pre.addsBos);
  const merges = readStrings(find('merges'), { file, key: 'merges' });
  const tokenizer = createTokenizerJson({
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: pre.ignoresMerges,
      vocab: createVocabulary(tokens),
      merges: merges.map((merge) => cutMerge(merge)),
    },
    normalizer: pre.normalizer,
    preTokenizer: pre.preTokenizer,
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    addedTokens: tokens.flatMap((token, id) => {
      const kind = kinds[id];
      const isAdded = kind === PIECE.control || kind === PIECE.userDefined || kind === PIECE.unknown;
      return isAdded ? [createAddedToken(id, token, kind !== PIECE.userDefined)] : [];
    }),
    begin,
    end,
  });
  return { tokenizer, config };
}

/** Both parts of a merge; a part may contain a space only as its first character. */
function cutMerge(merge: string): readonly [string, string] {
  const at = merge.indexOf(' ', 1);
  return [merge.slice(0, at), merge.slice(at + 1)];
}

function describeSpm(vocabulary: GgufVocabulary, special: SpecialTokens): TokenizerDescription {
  const { file, tokens, kinds, find } = vocabulary;
  const scores = readNumbers(find('scores'), { file, key: 'scores', count: tokens.length });
  const { begin, end, ...config } = createConfig(vocabulary, special, true);
  const tokenizer = createSentencePieceTokenizer({
    algorithm: 'bpe',
    pieces: tokens.map((text, id) => ({ text, score: getAt(scores, id), kind: kinds[id] ?? PIECE.normal })),
    addsDummyPrefix: find('add_space_prefix') !== false,
    removesExtraSpaces: false,
    charsMap: null,
    begin,
    end,
  });
  return { tokenizer, config };
}

interface ListContext {
  readonly file: string;
  readonly key: string;
  readonly count?: number;
}

function readStrings(value: GgufValue | undefined, { file, key }: ListContext): readonly string[] {
  if (typeof value !== 'object' || value.elementType !== 'string')
    throw new AppError('MODEL_MALFORMED', `${file}: tokenizer.ggml.${key} is no list of strings; convert the model again`);
  return value.read().map(String);
}

function readNumbers(value: GgufValue | undefined, { file, key, count }: ListContext): readonly number[] {
  if (typeof value !== 'object' || value.elementType === 'string' || value.elementType === 'array' || value.count !== count)
    throw new AppError(
      'MODEL_MALFORMED',
      `${file}: tokenizer.ggml.${key} is no list of ${count} numbers, one per token; convert the model again`,
    );
  return value.read().map(Number);
}
