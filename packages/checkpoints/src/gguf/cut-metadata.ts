import { AppError } from '@lamina/errors';
import type { ByteSource } from '@lamina/onnx';
import { createTokenCut, HF_TOKENIZER } from './cut-tokens.ts';
import type { GgufArray, GgufEntry, GgufValueType } from './gguf-metadata.ts';
import { GgufWriter } from './gguf-writer.ts';
import { slidesBut } from './layer-types.ts';
import type { Gguf } from './read-gguf.ts';

/** Arrays under `<architecture>.` that may have one entry per block by chance but are not per block. */
const NOT_PER_BLOCK: ReadonlySet<string> = new Set(['rope.dimension_sections', 'classifier.output_labels']);
const PATTERN = 'attention.sliding_window_pattern';
const RECURRENT = 'attention.recurrent_layers';
const SHARED = 'attention.shared_kv_layers';
const QUERY_RANK = 'attention.q_lora_rank';

/** Which blocks have a sliding window if the file does not state it, by architecture: llama.cpp's defaults. */
const SLIDING_RULES: ReadonlyMap<string, (block: number) => boolean> = new Map([
  ['gemma2', slidesBut(2)],
  ['gpt-oss', slidesBut(2)],
  ['gemma3', slidesBut(6)],
  ['cohere2', slidesBut(4)],
  ['olmo2', slidesBut(4)],
]);

/** Architectures whose blocks are recurrent unless an interval, 4 by default, says otherwise. */
const INTERVALS: ReadonlySet<string> = new Set(['qwen3next', 'qwen35', 'qwen35moe']);

/** Properties that llama.cpp derives only from the depth of a model. A file with another depth would be computed differently. */
const BOUND_TO_DEPTH: ReadonlyMap<string, { readonly hidden: number; readonly what: string }> = new Map([
  ['baichuan', { hidden: 4096, what: 'the rotary embedding of the 7B model' }],
  ['gemma2', { hidden: 4608, what: 'the scale of attention of the 27B model' }],
  ['gemma3', { hidden: 5376, what: 'the scale of attention of the 27B model' }],
]);

/** Depths at which llama.cpp takes for granted that queries of `deepseek2` have no latent; at other depths it requires the key of its size. */
const PLAIN_QUERIES: readonly number[] = [26, 27];

/**
 * The metadata entries of a model with only the kept blocks and tokens, as bytes. Entries that are neither per block nor per token keep their bytes;
 * `split.*` is left out.
 * @param tokens ids of the tokens that stay; null: all
 * @throws AppError MODEL_UNSUPPORTED if the file cannot tell llama.cpp which blocks are left.
 */
export function cutMetadata(gguf: Gguf, kept: readonly number[], tokens: readonly number[] | null = null): readonly Uint8Array[] {
  const source = gguf.sources[0]?.source;
  const architecture = gguf.metadata.get('general.architecture')?.value;
  if (source === undefined || typeof architecture !== 'string') throw new Error('a GGUF model without its first file or its architecture');
  const blocks = getNumber(gguf, `${architecture}.block_count`);
  const context = { source, architecture, blocks, kept };
  checkDepth(gguf, context);
  const entries = [...gguf.metadata.values()].filter(({ key }) => !key.startsWith('split.') && (tokens === null || key !== HF_TOKENIZER));
  const cutTokens = tokens === null ? null : createTokenCut(gguf, { source, architecture, tokens });
  const cut = entries.map((entry) => cutTokens?.(entry) ?? cutEntry(entry, context));
  const lists = [
    listBroken(PATTERN, findSlidingRule(gguf, architecture), kept),
    listBroken(RECURRENT, findRecurrentRule(gguf, architecture), kept),
  ].flat();
  const key = `${architecture}.${QUERY_RANK}`;
  const lacksRank = architecture === 'deepseek2' && kept.length < blocks && !gguf.metadata.has(key);
  return [
    ...cut,
    ...lists.map(({ name, kinds }) => encodeArray(`${architecture}.${name}`, 'bool', Uint8Array.from(kinds, Number))),
    ...(lacksRank ? [encodeCount(key, 'uint32', 0)] : []),
  ];
}

interface CutContext {
  readonly source: ByteSource;
  readonly architecture: string;
  readonly blocks: number;
  readonly kept: readonly number[];
}

function getNumber(gguf: Gguf, key: string): number {
  const value = gguf.metadata.get(key)?.value;
  if (typeof value !== 'number') throw new Error(`${key} is no number`);
  return value;
}

function checkDepth(gguf: Gguf, { architecture, blocks, kept }: CutContext): void {
  if (kept.length === blocks) return;
  const bound = BOUND_TO_DEPTH.get(architecture);
  if (bound !== undefined && gguf.metadata.get(`${architecture}.embedding_length`)?.value === bound.hidden)
    refuse(architecture, `llama.cpp derives ${bound.what} from the depth`);
  const window = gguf.metadata.get(`${architecture}.attention.sliding_window`)?.value;
  if (architecture === 'exaone4' && window !== undefined && window !== 0)
    refuse(architecture, 'llama.cpp gives windows only to the model of 64 blocks, and no key can state them for another depth');
  if (architecture === 'deepseek2' && PLAIN_QUERIES.includes(kept.length) && gguf.metadata.get(`deepseek2.${QUERY_RANK}`)?.value)
    refuse(architecture, `llama.cpp takes a model of ${kept.length} blocks for one whose queries have no latent`);
  checkSharedKeys(gguf, { architecture, blocks, kept });
  const turns = (block: number): boolean => slidesBut(4)(block);
  if (architecture === 'smollm3' && kept.some((block, place) => turns(block) !== turns(place)))
    refuse(architecture, 'llama.cpp leaves the rotary embedding out of every fourth block, and no key can select other blocks');
}

/** llama.cpp gives blocks with shared keys those of the last two blocks with their own, and takes for granted that these are sliding and full. */
function checkSharedKeys(gguf: Gguf, { architecture, blocks, kept }: Omit<CutContext, 'source'>): void {
  const shared = gguf.metadata.get(`${architecture}.${SHARED}`)?.value;
  const pattern = gguf.metadata.get(`${architecture}.${PATTERN}`)?.value;
  if (typeof shared !== 'number' || shared === 0 || typeof pattern !== 'object') return;
  const slides = pattern.read();
  const [local, full] = kept.filter((block) => block < blocks - shared).slice(-2);
  if (local === undefined || full === undefined || !slides[local] || slides[full])
    refuse(architecture, 'the last two kept blocks with keys of their own must have a window and none');
}

function refuse(architecture: string, why: string): never {
  throw new AppError(
    'MODEL_UNSUPPORTED',
    `GGUF files of ${architecture} cannot be pruned in this way: ${why}; prune the safetensors checkpoint of the same model instead`,
  );
}

function cutEntry(entry: GgufEntry, { source, architecture, blocks, kept }: CutContext): Uint8Array {
  const { key, type, value } = entry;
  const name = key.startsWith(`${architecture}.`) ? key.slice(architecture.length + 1) : null;
  if (name === 'block_count') return encodeCount(key, type, kept.length);
  if (name === 'leading_dense_block_count' && typeof value === 'number')
    return encodeCount(key, type, kept.filter((block) => block < value).length);
  if (name === SHARED && typeof value === 'number') return encodeCount(key, type, kept.filter((block) => block >= blocks - value).length);
  const isPerBlock = name !== null && typeof value === 'object' && value.count === blocks && !NOT_PER_BLOCK.has(name);
  return isPerBlock ? cutArray(entry, value, { source, kept }) : source.read(entry.offset, entry.sizeBytes);
}

function encodeCount(key: string, type: GgufValueType, count: number): Uint8Array {
  const writer = new GgufWriter().string(key).type(type);
  return (type === 'uint64' || type === 'int64' ? writer.uint64(count) : writer.uint32(count)).finish();
}

/** The array's elements of the kept blocks, as bytes. */
function cutArray(entry: GgufEntry, { elementType, count }: GgufArray, { source, kept }: Pick<CutContext, 'source' | 'kept'>): Uint8Array {
  const keyBytes = 8 + new TextEncoder().encode(entry.key).byteLength;
  // Value type, element type and count come before the elements.
  const start = keyBytes + 4 + 4 + 8;
  const bytes = source.read(entry.offset, entry.sizeBytes);
  const width = (entry.sizeBytes - start) / count;
  if (!Number.isInteger(width) || elementType === 'string' || elementType === 'array')
    throw new Error(`${entry.key} has elements of different lengths`);
  const elements = new Uint8Array(kept.length * width);
  for (const [place, block] of kept.entries())
    elements.set(bytes.subarray(start + block * width, start + (block + 1) * width), place * width);
  return encodeArray(entry.key, elementType, elements, kept.length);
}

function encodeArray(key: string, elementType: GgufValueType, elements: Uint8Array, count = elements.byteLength): Uint8Array {
  return new GgufWriter().string(key).type('array').type(elementType).uint64(count).raw(elements).finish();
}

type BlockRule = (block: number) => boolean;

/** The kinds of the kept blocks under a key, if the rule would give them others. */
function listBroken(name: string, rule: BlockRule | null, kept: readonly number[]) {
  if (rule === null) return [];
  const kinds = kept.map(rule);
  return kinds.every((kind, place) => kind === rule(place)) ? [] : [{ name, kinds }];
}

/** Which blocks have a sliding window; null if none has, or if the file has a list. */
function findSlidingRule(gguf: Gguf, architecture: string): BlockRule | null {
  const stated = gguf.metadata.get(`${architecture}.${PATTERN}`)?.value;
  const rule = typeof stated === 'number' && stated >= 1 ? slidesBut(stated) : SLIDING_RULES.get(architecture);
  const window = gguf.metadata.get(`${architecture}.attention.sliding_window`)?.value;
  return typeof stated === 'object' || rule === undefined || window === undefined || window === 0 ? null : rule;
}

/** Which blocks are recurrent; null if no interval states it. */
function findRecurrentRule(gguf: Gguf, architecture: string): BlockRule | null {
  if (!INTERVALS.has(architecture) || gguf.metadata.has(`${architecture}.${RECURRENT}`)) return null;
  const interval = gguf.metadata.get(`${architecture}.full_attention_interval`)?.value;
  return slidesBut(typeof interval === 'number' ? interval : 4);
}
