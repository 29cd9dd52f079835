import { isObject, type Json, type TokenizerDescription } from '@lamina/checkpoints';

/**
 * Spells a tokenizer so that @huggingface/tokenizers 0.2.0 gives the ids of the Rust library (tokenizers 0.22) and of transformers. That package ignores
 * the behaviour of most splits, knows only ASCII digits and letters, reads neither `added_tokens_decoder` nor `add_prefix_space` of the config, and removes
 * spaces of decoded text unless the config forbids it.
 */
export function spellTokenizer({ tokenizer, config }: TokenizerDescription): TokenizerDescription {
  const { model, pre_tokenizer: preTokenizer } = tokenizer;
  const addedTokens = listAddedTokens(tokenizer, config);
  return {
    tokenizer: {
      ...tokenizer,
      added_tokens: addedTokens,
      // Only beside a normalizer does it find tokens of the original text before those of the normalized one.
      normalizer: spellNormalizer(tokenizer.normalizer ?? { type: 'Sequence', normalizers: [] }),
      pre_tokenizer: spellPreTokenizer(applyPrefixSpace(preTokenizer, config.add_prefix_space)),
    },
    config: {
      ...config,
      clean_up_tokenization_spaces: config.clean_up_tokenization_spaces === true,
      ...(isObject(model) && model.type === 'WordLevel' && { unk_token: model.unk_token }),
    },
  };
}

/** The tokens of tokenizer.json, and those that only tokenizer_config.json has, with their id in the vocabulary; without one, that of the config. */
function listAddedTokens({ added_tokens: stated, model }: Json, { added_tokens_decoder: more }: Json): readonly Json[] {
  const tokens = (Array.isArray(stated) ? stated : []).filter(isObject);
  const known = new Set(tokens.map(({ content }) => content));
  const added = Object.entries(isObject(more) ? more : {}).flatMap(([id, token]) =>
    isObject(token) && !known.has(token.content) ? [{ ...token, id: findId(model, token.content) ?? Number(id) }] : [],
  );
  return [...tokens, ...added];
}

function findId(model: unknown, token: unknown): unknown {
  const vocabulary = isObject(model) ? model.vocab : undefined;
  if (isObject(vocabulary)) return Object.hasOwn(vocabulary, String(token)) ? vocabulary[String(token)] : undefined;
  const place = Array.isArray(vocabulary) ? vocabulary.findIndex((piece) => Array.isArray(piece) && piece[0] === token) : -1;
  return place < 0 ? undefined : place;
}

function applyPrefixSpace(stated: unknown, addsSpace: unknown): unknown {
  const isByteLevel = isObject(stated) && stated.type === 'ByteLevel';
  return isByteLevel && typeof addsSpace === 'boolean' ? { ...stated, add_prefix_space: addsSpace } : stated;
}

/** Characters that Nmt, the normalizer of SentencePiece's rules for translation, removes, and those that it reads as a space. */
const NMT_REMOVED = '[\\u0001-\\u0008\\u000b\\u000e-\\u001f\\u007f\\u008f\\u009f]';
const NMT_SPACES = '[\\t\\n\\f\\r\\u1680\\u200b-\\u200f\\u2028\\u2029\\u2581\\ufeff\\ufffd]';

function spellNormalizer(stated: unknown): unknown {
  if (!isObject(stated)) return stated;
  switch (stated.type) {
    case 'Sequence':
      return { ...stated, normalizers: Array.isArray(stated.normalizers) ? stated.normalizers.map(spellNormalizer) : [] };
    case 'Strip': {
      const ends = [stated.strip_left === true ? '\\A\\s+' : '', stated.strip_right === true ? '\\s+\\z' : ''];
      return { type: 'Sequence', normalizers: ends.filter((end) => end !== '').map((end) => replaceBy(end, '')) };
    }
    case 'Nmt':
      return { type: 'Sequence', normalizers: [replaceBy(NMT_REMOVED, ''), replaceBy(NMT_SPACES, ' ')] };
    default:
      return stated;
  }
}

function replaceBy(expression: string, content: string): Json {
  return { type: 'Replace', pattern: { Regex: expression }, content };
}

/** The pattern of GPT-2, with which ByteLevel splits. In a pattern, the package reads \s as Unicode does; in its own expressions it counts U+FEFF. */
const BYTE_LEVEL = "'(?:[sdmt]|ll|ve|re)| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";
const PUNCTUATION = '[\\p{P}!-/:-@\\[-`{-~]';
const WORD = '\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\u200c\\u200d';

function spellPreTokenizer(stated: unknown): unknown {
  if (!isObject(stated)) return stated;
  switch (stated.type) {
    case 'Sequence':
      return { ...stated, pretokenizers: Array.isArray(stated.pretokenizers) ? stated.pretokenizers.map(spellPreTokenizer) : [] };
    case 'Split':
      return spellSplit(readPattern(stated.pattern), stated);
    case 'Digits':
      return spellSplit(stated.individual_digits === true ? '\\p{N}' : '\\p{N}+', { behavior: 'Isolated' });
    case 'Punctuation':
      return spellSplit(PUNCTUATION, { behavior: stated.behavior ?? 'Isolated' });
    case 'Whitespace':
      return spellSplit(`[${WORD}]+|[^\\s${WORD}]+`, { behavior: 'Removed', invert: true });
    case 'WhitespaceSplit':
      return spellSplit('\\s', { behavior: 'Removed' });
    case 'CharDelimiterSplit':
      return spellSplit(RegExp.escape(String(stated.delimiter)), { behavior: 'Removed' });
    case 'BertPreTokenizer':
      return spellPreTokenizer({ type: 'Sequence', pretokenizers: [{ type: 'WhitespaceSplit' }, { type: 'Punctuation' }] });
    case 'ByteLevel':
      return spellByteLevel(stated);
    case 'Metaspace':
      return spellMetaspace(stated);
    default:
      return stated;
  }
}

function spellByteLevel(stated: Json): Json {
  if (stated.use_regex === false) return stated;
  // $& is what was found, as String.replaceAll writes it.
  const prefix = replaceBy('\\A[^ ]', ' $&');
  const bytes = { ...stated, add_prefix_space: false, use_regex: false };
  const split = spellSplit(BYTE_LEVEL, { behavior: 'Isolated' });
  return { type: 'Sequence', pretokenizers: stated.add_prefix_space === true ? [prefix, split, bytes] : [split, bytes] };
}

/** Each word begins with the character for a space, unless `split` is false. */
function spellMetaspace(stated: Json): Json {
  if (stated.split === false) return stated;
  const words = spellSplit(RegExp.escape(String(stated.replacement ?? '▁')), { behavior: 'MergedWithNext' });
  return { type: 'Sequence', pretokenizers: [stated, words] };
}

function readPattern(pattern: unknown): string {
  const { String: text, Regex: expression } = isObject(pattern) ? pattern : {};
  return typeof expression === 'string' ? expression : RegExp.escape(String(text));
}

/** A split whose expression matches whole pieces, since the package only isolates or removes what it matches. */
function spellSplit(expression: string, { behavior, invert }: Json): Json {
  const split = { type: 'Split', pattern: { Regex: expression }, behavior: 'Isolated', invert: false };
  const found = `(?:${expression})`;
  const between = `(?:(?!${found})[\\s\\S])+`;
  const [part, rest] = invert === true ? [between, found] : [found, between];
  const isolated = (pieces: string): Json => ({ ...split, pattern: { Regex: pieces } });
  switch (behavior) {
    case 'Removed':
      return { ...split, behavior, invert: invert === true };
    case 'MergedWithPrevious':
      return isolated(`${rest}(?:${part})?|${part}`);
    case 'MergedWithNext':
      return isolated(`(?:${part})?${rest}|${part}`);
    case 'Contiguous':
      return isolated(`${found}+|${between}`);
    default:
      return split;
  }
}
