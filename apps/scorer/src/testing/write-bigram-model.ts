import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getAt } from '@lamina/errors';
import { findModelSource, loadTokenizer } from '@lamina/models';

const PARENT = join(import.meta.dirname, '../../fixtures/llama-safetensors');
/** Sizes of the parent (make_models.py), with fewer blocks. */
const [HIDDEN, INNER, KEYS, BLOCKS, EPSILON] = [32, 64, 16, 2, 1e-5];
/** Every merge of the tokenizer makes one of them: two bytes, as byte-level BPE spells them. */
const CYRILLIC = Array.from({ length: 30 }, (_, place) => ['Ð', String.fromCharCode(place < 12 ? 0xa1 + place : 0xa2 + place)] as const);
/** The share of probability that Cyrillic letters have after every token. */
export const CYRILLIC_SHARE = 0.1;
/** Added to each count, so that no token is impossible. */
const SMOOTHING = 1e-3;

/**
 * Writes a llama that knows a text by its pairs of tokens: an embedding of 32 dimensions tells the 31 most frequent tokens apart, blocks add nothing, and the
 * head holds ln p of the next token. Without the Cyrillic letters, each token of the text is more likely by a factor of 1 ÷ (1 − CYRILLIC_SHARE).
 */
export function writeBigramModel(folder: string, passages: readonly string[]): void {
  cpSync(PARENT, folder, { recursive: true });
  edit(join(folder, 'config.json'), (config) => ({
    ...config,
    num_hidden_layers: BLOCKS,
    vocab_size: 258 + CYRILLIC.length,
    dtype: 'float32',
  }));
  edit(join(folder, 'tokenizer.json'), ({ model, ...tokenizer }) => ({ ...tokenizer, model: withCyrillic(model as TokenizerModel) }));
  const tokenizer = loadTokenizer(findModelSource(folder));
  const head = countPairs(passages.map((passage) => tokenizer.encode(passage, 'never')));
  writeWeights(join(folder, 'model.safetensors'), head);
}

type Json = Readonly<Record<string, unknown>>;

function edit(path: string, change: (json: Json) => Json): void {
  writeFileSync(path, JSON.stringify(change(JSON.parse(readFileSync(path, 'utf8')) as Json)));
}

interface TokenizerModel extends Json {
  readonly vocab: Readonly<Record<string, number>>;
}

/** Special tokens and bytes keep their ids; the merges of the parent make way. */
function withCyrillic({ vocab, ...model }: TokenizerModel): Json {
  const bytes = Object.entries(vocab).filter(([, id]) => id < 258);
  const letters = CYRILLIC.map((pair, place) => [pair.join(''), 258 + place] as const);
  return { ...model, vocab: Object.fromEntries([...bytes, ...letters]), merges: CYRILLIC };
}

/** The dimension of each token, and ln p of the next token after a token of each dimension. */
interface Pairs {
  readonly dimensionOf: (id: number) => number;
  readonly logProbability: (id: number, dimension: number) => number;
  readonly tokens: number;
}

function countPairs(texts: readonly (readonly number[])[]): Pairs {
  const frequent = [...Map.groupBy(texts.flat(), (id) => id)].toSorted(([, a], [, b]) => b.length - a.length).slice(0, HIDDEN - 1);
  const dimensions = new Map(frequent.map(([id], place) => [id, place]));
  const dimensionOf = (id: number): number => dimensions.get(id) ?? HIDDEN - 1; // All others share the last one.
  const bytes = 258;
  const counts = Array.from({ length: HIDDEN }, () => new Float64Array(bytes).fill(SMOOTHING));
  for (const ids of texts)
    for (const [place, id] of ids.slice(1).entries()) {
      const row = getAt(counts, dimensionOf(getAt(ids, place)));
      row[id] = getAt(row, id) + 1;
    }
  const sums = counts.map((row) => row.reduce((sum, count) => sum + count, 0));
  const logProbability = (id: number, dimension: number): number =>
    id < bytes
      ? Math.log(((1 - CYRILLIC_SHARE) * getAt(getAt(counts, dimension), id)) / getAt(sums, dimension))
      : Math.log(CYRILLIC_SHARE / CYRILLIC.length);
  return { dimensionOf, logProbability, tokens: bytes + CYRILLIC.length };
}

function writeWeights(path: string, { dimensionOf, logProbability, tokens }: Pairs): void {
  // The norm divides a vector of one 1 by this.
  const norm = Math.sqrt(1 / HIDDEN + EPSILON);
  const zeros = (name: string, rows: number, columns: number): Tensor => ({ name, shape: [rows, columns], value: () => 0 });
  const ones = (name: string): Tensor => ({ name, shape: [HIDDEN], value: () => 1 });
  const blocks = Array.from({ length: BLOCKS }, (_, block) => `model.layers.${block}`).flatMap((name) => [
    ones(`${name}.input_layernorm.weight`),
    zeros(`${name}.mlp.down_proj.weight`, HIDDEN, INNER),
    zeros(`${name}.mlp.gate_proj.weight`, INNER, HIDDEN),
    zeros(`${name}.mlp.up_proj.weight`, INNER, HIDDEN),
    ones(`${name}.post_attention_layernorm.weight`),
    zeros(`${name}.self_attn.k_proj.weight`, KEYS, HIDDEN),
    zeros(`${name}.self_attn.o_proj.weight`, HIDDEN, HIDDEN),
    zeros(`${name}.self_attn.q_proj.weight`, HIDDEN, HIDDEN),
    zeros(`${name}.self_attn.v_proj.weight`, KEYS, HIDDEN),
  ]);
  const tensors: readonly Tensor[] = [
    { name: 'lm_head.weight', shape: [tokens, HIDDEN], value: (id, dimension) => norm * logProbability(id, dimension) },
    { name: 'model.embed_tokens.weight', shape: [tokens, HIDDEN], value: (id, dimension) => (dimensionOf(id) === dimension ? 1 : 0) },
    ...blocks,
    ones('model.norm.weight'),
  ];
  const data = tensors.map(({ shape: [rows, columns = 1], value }) =>
    Float32Array.from({ length: rows * columns }, (_, at) => value(Math.floor(at / columns), at % columns)),
  );
  let end = 0;
  const entries = tensors.map(({ name, shape }, place) => {
    const start = end;
    end += getAt(data, place).byteLength;
    return [name, { dtype: 'F32', shape, data_offsets: [start, end] }] as const;
  });
  const header = Buffer.from(JSON.stringify({ __metadata__: { format: 'pt' }, ...Object.fromEntries(entries) }));
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(header.length));
  writeFileSync(path, Buffer.concat([size, header, ...data.map(({ buffer }) => new Uint8Array(buffer))]));
}

interface Tensor {
  readonly name: string;
  readonly shape: readonly [rows: number, columns?: number];
  readonly value: (row: number, column: number) => number;
}
