import type { Json } from '../checkpoint.ts';

/** How one kind of byte-level BPE (`tokenizer.ggml.pre`) splits text into words. */
export interface PreTokenizer {
  readonly normalizer: Json | null;
  readonly preTokenizer: Json;
  /** A word that is a token is not split, independent of the merges. */
  readonly ignoresMerges: boolean;
  /** Default if the file does not state it. */
  readonly addsBos: boolean;
}

const BYTES: Json = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: false };
/** GPT-2's own regular expression, then bytes. */
const GPT2: Json = { ...BYTES, use_regex: true };
const NFC: Json = { type: 'NFC' };

const split = (pattern: string): Json => ({ type: 'Split', pattern: { Regex: pattern }, behavior: 'Isolated', invert: false });
const sequence = (...pretokenizers: readonly Json[]): Json => ({ type: 'Sequence', pretokenizers });
const cut = (...patterns: readonly string[]): Json => sequence(...patterns.map(split), BYTES);

const CONTRACTIONS = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
const afterWords = '| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+';
const words = (numbers: string): string => `${CONTRACTIONS}|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|${numbers}${afterWords}`;
const THREE_DIGITS = words('\\p{N}{1,3}');
const ONE_DIGIT = words('\\p{N}');
const cased = (contractions: string, numbers: string): string => {
  const upper = '[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]';
  const lower = '[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]';
  const start = '[^\\r\\n\\p{L}\\p{N}]?';
  return `${start}${upper}*${lower}+${contractions}|${start}${upper}+${lower}*${contractions}|${numbers}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+`;
};
const DEEPSEEK_3 = [
  '\\p{N}{1,3}',
  '[一-龥぀-ゟ゠-ヿ]+',
  '[!"#$%&\'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+',
];
const CJK = '[一-龥ࠀ-一가-퟿]+';
const BLOOM = ' ?[^(\\s|.,!?…。，、।۔،)]+';

const kind = (preTokenizer: Json, options: Partial<PreTokenizer> = {}): PreTokenizer => ({
  normalizer: null,
  preTokenizer,
  ignoresMerges: false,
  addsBos: false,
  ...options,
});

const gpt2 = kind(GPT2);
const neox = kind(GPT2, { normalizer: NFC });
const llama3 = kind(cut(THREE_DIGITS), { ignoresMerges: true, addsBos: true });
const threeDigits = kind(cut(THREE_DIGITS));
const qwen2 = kind(cut(ONE_DIGIT), { normalizer: NFC });
const oneDigit = kind(cut(ONE_DIGIT));
const singleDigits = kind(sequence(split('\\p{N}'), GPT2));
const gpt4o = kind(cut(cased(`${CONTRACTIONS}?`, '\\p{N}{1,3}')));
const deepseek3 = kind(cut(...DEEPSEEK_3));
/** llama.cpp's behaviour for files from before April 2024, which do not state their kind. */
const unstated = kind(
  cut(
    '[\\p{P}\\$\\+<=>\\^~\\|]+',
    "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)",
    '\\p{N}+',
    '[0-9][0-9][0-9]',
  ),
);

/**
 * Kinds by `tokenizer.ggml.pre`. Aliases and regular expressions: llama.cpp, src/llama-vocab.cpp. The expressions have the form of the models'
 * tokenizer.json, and so do the normalizers, which llama.cpp leaves out.
 */
export const PRE_TOKENIZERS: ReadonlyMap<string, PreTokenizer> = new Map([
  ['default', unstated],
  ...['gpt-2', 'phi-2', 'jina-es', 'jina-de', 'jina-v2-es', 'jina-v2-de', 'jina-v2-code', 'jina-v1-en', 'roberta-bpe'].map(
    (name) => [name, gpt2] as const,
  ),
  ...['gigachat', 'a.x-4.0', 'mellum', 'modern-bert', 'jais', 'trillion', 'granite-docling', 'exaone4'].map(
    (name) => [name, gpt2] as const,
  ),
  ...['olmo', 'mpt'].map((name) => [name, neox] as const),
  ...['llama3', 'llama-v3', 'llama-bpe', 'falcon3', 'falcon-h1', 'pixtral', 'midm-2.0', 'lfm2', 'jina-v5-nano'].map(
    (name) => [name, llama3] as const,
  ),
  ...['dbrx', 'smaug-bpe', 'glm4', 'chatglm-bpe'].map((name) => [name, threeDigits] as const),
  ...['qwen2', 'deepseek-r1-qwen', 'kormo', 'f2llmv2', 'megrez', 'stablelm2'].map((name) => [name, qwen2] as const),
  ...['hunyuan', 'solar-open', 'grok-2'].map((name) => [name, oneDigit] as const),
  ...['smollm', 'starcoder', 'refact', 'codeshell', 'exaone', 'minerva-7b', 'mellum2'].map((name) => [name, singleDigits] as const),
  ['command-r', { ...singleDigits, normalizer: NFC }],
  ['falcon', kind(sequence({ type: 'Punctuation', behavior: 'Contiguous' }, GPT2, split('\\p{N}+'), split('[0-9][0-9][0-9]')))],
  ['tekken', kind(cut(cased('', '\\p{N}')), { ignoresMerges: true, addsBos: true })],
  ...['gpt-4o', 'llama4', 'kanana2'].map((name) => [name, gpt4o] as const),
  ...['deepseek-v3', 'hunyuan-dense', 'joyai-llm'].map((name) => [name, deepseek3] as const),
  ['deepseek-coder', kind(cut('[\\r\\n]', '\\s?\\p{L}+', '\\s?\\p{P}+', CJK, '\\p{N}'))],
  ['bloom', kind(cut(BLOOM))],
  ['poro-chat', kind(cut(BLOOM))],
  ['gpt3-finnish', kind(cut(BLOOM))],
  ['viking', kind(cut(BLOOM, '\\p{N}'))],
  [
    'seed-coder',
    kind(cut(`${CONTRACTIONS}|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1}| ?[^\\s\\p{L}\\p{N}\\r\\n]+|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+`)),
  ],
]);
