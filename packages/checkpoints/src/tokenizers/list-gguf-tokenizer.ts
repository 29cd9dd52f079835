import type { Json } from '../checkpoint.ts';
import { bool, type EntryValue, list, text, uint32 } from '../gguf/convert/gguf-entries.ts';
import { isObject } from '../parse-json.ts';
import { PRE_TOKENIZERS } from './pre-tokenizers.ts';
import type { SentencePieceModel } from './read-sentencepiece.ts';
import { PIECE } from './sentencepiece-tokenizer.ts';

/** The files of a tokenizer in a folder of transformers. */
export interface TokenizerFiles {
  /** tokenizer.json, or null. */
  readonly tokenizer: Json | null;
  /** tokenizer_config.json */
  readonly config: Json;
  /** tokenizer.model, or null. */
  readonly pieces: SentencePieceModel | null;
  readonly chatTemplate: string | null;
  /** config.json of the model. */
  readonly model: Json;
  /** general.architecture of the file to write. */
  readonly architecture: string;
  readonly vocabularySize: number;
  /** `tokenizer.ggml.pre` of byte-level BPE, if the converter knows the tokenizer by its ids (findPreTokenizerName). */
  readonly preTokenizer: string | undefined;
}

/** Entries of a tokenizer in GGUF, by whole keys, and what could not be written. */
export interface GgufTokenizer {
  readonly entries: ReadonlyMap<string, EntryValue>;
  readonly notes: readonly string[];
}

const KEY = 'tokenizer.ggml.';

/** Architectures whose tokenizer is written by the converter's class of Llama. */
const LLAMA_LIKES: readonly string[] = ['llama', 'granite', 'smollm3'];

/**
 * The tokenizer of a folder as llama.cpp's converter writes it (conversion/base.py, gguf.SpecialVocab): SentencePiece BPE of tokenizer.model or of a
 * tokenizer.json with byte fallback as `llama`, byte-level BPE as `gpt2`. Other kinds leave the file without a tokenizer, with a note.
 *
 * One thing differs: of a tokenizer.json with byte fallback the scores are the places of the merges, from which llama.cpp merges in the right order, where
 * the converter writes −1000 for every token.
 */
export function listGgufTokenizer(files: TokenizerFiles): GgufTokenizer {
  const { tokenizer, pieces } = files;
  if (pieces !== null && pieces.algorithm === 'bpe') return complete(files, listPieces(files, pieces));
  const model = isObject(tokenizer?.model) ? tokenizer.model : null;
  if (tokenizer === null || model === null)
    return { entries: listNone(files), notes: ['the file has no tokenizer, since the folder has none'] };
  if (model.type !== 'BPE')
    return {
      entries: listNone(files),
      notes: [`the file has no tokenizer: llama.cpp cannot read one of the kind ${String(model.type)} here`],
    };
  if (model.byte_fallback === true) return complete(files, listFallbackBpe(files, tokenizer, model));
  const pre = files.preTokenizer ?? findEqual(tokenizer, model);
  if (pre === undefined)
    return {
      entries: listNone(files),
      notes: ['the file has no tokenizer: no pre-tokenizer of llama.cpp splits words as tokenizer.json does'],
    };
  return complete(files, listByteBpe(files, { tokenizer, model, pre }));
}

type Entries = readonly (readonly [string, EntryValue])[];

function complete(files: TokenizerFiles, entries: Entries): GgufTokenizer {
  const own = [...entries, ...listSpecial(files), ...listFixed(files)].map(([key, value]) => [`${KEY}${key}`, value] as const);
  const template: Entries = files.chatTemplate === null ? [] : [['tokenizer.chat_template', text(files.chatTemplate)]];
  return { entries: new Map([...own, ...template]), notes: [] };
}

function listNone(files: TokenizerFiles): GgufTokenizer['entries'] {
  const fixed = files.architecture === 'phi2' ? listFixed(files) : [];
  return new Map([['model', text('none')] as const, ...fixed].map(([key, value]) => [`${KEY}${key}`, value]));
}

/** Facts that the converter states for some architectures, whatever their files say: llama-likes with 49,152 tokens are Granite's code models. */
function listFixed({ architecture, vocabularySize }: TokenizerFiles): Entries {
  const isGraniteCode = LLAMA_LIKES.includes(architecture) && vocabularySize === 49_152;
  return architecture === 'phi2' || isGraniteCode ? [['add_bos_token', bool(false)]] : [];
}

interface Token {
  readonly text: string;
  readonly score: number;
  readonly kind: number;
}

function describeTokens(model: 'llama' | 'gpt2', pre: string, tokens: readonly Token[]): Entries {
  const scores: Entries =
    model === 'llama'
      ? [
          [
            'scores',
            list(
              'float32',
              tokens.map(({ score }) => score),
            ),
          ],
        ]
      : [];
  return [
    ['model', text(model)],
    ['pre', text(pre)],
    [
      'tokens',
      list(
        'string',
        tokens.map((token) => token.text),
      ),
    ],
    ...scores,
    [
      'token_type',
      list(
        'int32',
        tokens.map(({ kind }) => kind),
      ),
    ],
  ];
}

const padding = (id: number, score = 0): Token => ({ text: `[PAD${id}]`, score, kind: PIECE.unused });

/** tokenizer.model, and tokens that only tokenizer_config.json has. */
function listPieces({ vocabularySize, config, architecture }: TokenizerFiles, { pieces }: SentencePieceModel): Entries {
  const tokens = Array.from({ length: vocabularySize }, (_, id): Token => {
    const piece = pieces[id];
    if (piece === undefined) return padding(id, -10_000);
    return { ...piece, kind: piece.kind === PIECE.userDefined ? PIECE.normal : piece.kind };
  });
  const added = isObject(config.added_tokens_decoder) ? config.added_tokens_decoder : {};
  for (const [id, token] of Object.entries(added)) {
    if (!isObject(token) || typeof token.content !== 'string' || Number(id) >= vocabularySize) continue;
    const isControl = token.special === true || looksSpecial(token.content);
    tokens[Number(id)] = {
      text: isControl ? token.content : token.content.replaceAll('▁', ' '),
      score: -1000,
      kind: isControl ? PIECE.control : PIECE.userDefined,
    };
  }
  return [...describeTokens('llama', 'default', tokens), ...listPrefix(architecture, config)];
}

/** Gemma's converter never adds a space; llama's does as tokenizer_config.json says. */
function listPrefix(architecture: string, config: Json): Entries {
  if (architecture.startsWith('gemma')) return [['add_space_prefix', bool(false)]];
  return typeof config.add_prefix_space === 'boolean' ? [['add_space_prefix', bool(config.add_prefix_space)]] : [];
}

/** Tokens that the converter takes for control tokens, whatever their files say. */
function looksSpecial(token: string): boolean {
  return /^(<pad>|<mask>|<2mass>|\[@BOS@\]|<\|.*\|>|<｜.*｜>|<unused.*>)$/s.test(token);
}

interface AddedToken {
  readonly id: number;
  readonly content: string;
  readonly special: boolean;
}

function listAdded(tokenizer: Json | null): readonly AddedToken[] {
  const added: readonly unknown[] = Array.isArray(tokenizer?.added_tokens) ? tokenizer.added_tokens : [];
  return added.flatMap((token) =>
    isObject(token) && typeof token.id === 'number' && typeof token.content === 'string'
      ? [{ id: token.id, content: token.content, special: token.special === true }]
      : [],
  );
}

function readVocabulary(model: Json): readonly (string | undefined)[] {
  const tokens: (string | undefined)[] = [];
  for (const [token, id] of Object.entries(isObject(model.vocab) ? model.vocab : {})) if (typeof id === 'number') tokens[id] = token;
  return tokens;
}

function listFallbackBpe({ vocabularySize, config, architecture }: TokenizerFiles, tokenizer: Json, model: Json): Entries {
  const added = new Map(listAdded(tokenizer).map((token) => [token.id, token]));
  const vocabulary = readVocabulary(model);
  const ranks = new Map(listMerges(model).map(([left, right], rank) => [left + right, -rank]));
  const tokens = Array.from({ length: vocabularySize }, (_, id): Token => {
    const token = added.get(id);
    if (token !== undefined) return { text: token.content, score: -1000, kind: token.special ? PIECE.control : PIECE.userDefined };
    const own = vocabulary[id];
    if (own === undefined) return padding(id, -10_000);
    // A token that no merge makes comes last.
    return { text: own, score: ranks.get(own) ?? -1e6, kind: /^<0x[0-9A-Fa-f]{2}>$/.test(own) ? PIECE.byte : PIECE.normal };
  });
  return [...describeTokens('llama', 'default', tokens), ...listPrefix(architecture, config)];
}

function listByteBpe(
  { vocabularySize, config, architecture }: TokenizerFiles,
  { tokenizer, model, pre }: { readonly tokenizer: Json; readonly model: Json; readonly pre: string },
): Entries {
  const added = new Map(listAdded(tokenizer).map((token) => [token.id, token]));
  const vocabulary = readVocabulary(model);
  const tokens = Array.from({ length: vocabularySize }, (_, id): Token => {
    const token = added.get(id);
    if (token === undefined) {
      const own = vocabulary[id];
      return own === undefined ? padding(id) : { text: own, score: 0, kind: PIECE.normal };
    }
    const isControl = token.special || looksSpecial(token.content);
    return {
      text: isControl ? token.content : token.content.replaceAll('▁', ' '),
      score: 0,
      kind: isControl ? PIECE.control : PIECE.userDefined,
    };
  });
  // A space inside a part of a merge is spelled as byte-level BPE spells it.
  const merges = listMerges(model).map((parts) => parts.map((part) => part.replaceAll(' ', 'Ġ')).join(' '));
  const prefix = LLAMA_LIKES.includes(architecture) ? listPrefix(architecture, config) : [];
  return [...describeTokens('gpt2', pre, tokens), ['merges', list('string', merges)], ...prefix];
}

function listMerges({ merges }: Json): readonly (readonly [string, string])[] {
  if (!Array.isArray(merges)) return [];
  return merges.map((merge: unknown): readonly [string, string] => {
    if (Array.isArray(merge)) return [String(merge[0]), String(merge[1])];
    const at = String(merge).indexOf(' ', 1);
    return [String(merge).slice(0, at), String(merge).slice(at + 1)];
  });
}

/** The pre-tokenizer of llama.cpp that has the regular expressions of tokenizer.json. */
function findEqual(tokenizer: Json, model: Json): string | undefined {
  const own = spell(tokenizer.pre_tokenizer);
  const ignoresMerges = model.ignore_merges === true;
  return [...PRE_TOKENIZERS].find(([, pre]) => spell(pre.preTokenizer) === own && pre.ignoresMerges === ignoresMerges)?.[0];
}

/** Steps of a pre-tokenizer without what does not change where words end. */
function spell(step: unknown): string {
  if (!isObject(step)) return 'none';
  if (step.type === 'Sequence') return (Array.isArray(step.pretokenizers) ? step.pretokenizers : []).map(spell).join('\n');
  if (step.type === 'Split') return `split ${JSON.stringify(step.pattern)}`;
  if (step.type === 'ByteLevel') return step.use_regex === false ? 'bytes' : 'words';
  if (step.type === 'Digits') return step.individual_digits === true ? `split ${JSON.stringify({ Regex: '\\p{N}' })}` : 'digits';
  return JSON.stringify(step);
}

/** Names of special tokens in files of transformers, and the keys of their ids. */
const SPECIAL = [
  ['bos', 'bos_token_id'],
  ['eos', 'eos_token_id'],
  ['unk', 'unknown_token_id'],
  ['sep', 'seperator_token_id'],
  ['pad', 'padding_token_id'],
  ['mask', 'mask_token_id'],
] as const;

function listSpecial({ tokenizer, config, model, vocabularySize }: TokenizerFiles): Entries {
  const added = listAdded(tokenizer);
  const contentOf = (token: unknown): unknown => (isObject(token) ? token.content : token);
  const ids: Entries = SPECIAL.flatMap(([name, key]) => {
    const content = contentOf(config[`${name}_token`]);
    const id = added.find((token) => token.content === content)?.id ?? model[`${name}_token_id`];
    return typeof id === 'number' && id >= 0 && id < vocabularySize ? [[key, uint32(id)] as const] : [];
  });
  const template = findAdditions(tokenizer, { bos: contentOf(config.bos_token), eos: contentOf(config.eos_token) });
  const flags: Entries = (['bos', 'eos', 'sep'] as const).flatMap((name) => {
    const stated = config[`add_${name}_token`];
    const value = typeof stated === 'boolean' ? stated : template[name];
    return value === undefined ? [] : [[`add_${name}_token`, bool(value)] as const];
  });
  return [...ids, ...flags];
}

/** Which tokens the template of tokenizer.json puts around a text. */
function findAdditions(
  tokenizer: Json | null,
  { bos, eos }: Readonly<Record<'bos' | 'eos', unknown>>,
): Readonly<Partial<Record<'bos' | 'eos' | 'sep', boolean>>> {
  const post = isObject(tokenizer?.post_processor) ? tokenizer.post_processor : {};
  const processors: readonly unknown[] = Array.isArray(post.processors) ? post.processors : [post];
  const template = processors.find((one) => isObject(one) && one.type === 'TemplateProcessing');
  const single: readonly unknown[] = isObject(template) && Array.isArray(template.single) ? template.single : [];
  if (single.length < 2) return {};
  const idOf = (step: unknown): unknown => (isObject(step) && isObject(step.SpecialToken) ? step.SpecialToken.id : undefined);
  const [first, last] = [idOf(single[0]), idOf(single.at(-1))];
  return { ...(first === undefined ? {} : { bos: first === bos }), ...(last === undefined ? {} : { eos: last === eos }) };
}
