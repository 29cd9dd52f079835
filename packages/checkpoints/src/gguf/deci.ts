import { getAt } from '@lamina/errors';
import type { StoredTensor } from '../checkpoint.ts';
import { readEntryKey } from './convert/gguf-entries.ts';
import { GgufWriter } from './gguf-writer.ts';
import type { Gguf } from './read-gguf.ts';

/** Blocks that lose one sublayer, in the numbering of the source. */
export interface AbsentSublayers {
  readonly attention: readonly number[];
  readonly mlp: readonly number[];
}

export const NOTHING_ABSENT: AbsentSublayers = { attention: [], mlp: [] };

/** The list of blocks whose MLP is a stand-in of zeros. */
export const ABSENT_MLP_KEY = 'lamina.absent_mlp';

const LLAMA = 'llama';
const DECI = 'deci';
/** A feed-forward length of 0 makes llama.cpp skip the sum after the attention too: an MLP of this length and zero weights adds nothing and costs little. */
const STAND_IN = 32;
const FITTING = /^blk\.\d+\.(attn_(norm|q|k|v|output)|ffn_(norm|gate|up|down))\.weight$/;

/**
 * True if attentions and MLPs can leave a file for real: its graph is llama's, without biases, norms of queries and keys, or experts. llama.cpp's
 * architecture `deci` (made for Nemotron-NAS) is `llama` with sizes per block.
 */
export function canLeaveOutSublayers({ metadata, tensors }: Pick<Gguf, 'metadata' | 'tensors'>): boolean {
  const architecture = metadata.get('general.architecture')?.value;
  return architecture === LLAMA && [...tensors.keys()].every((name) => !name.startsWith('blk.') || FITTING.test(name));
}

/** True if a tensor is left out with the attention of its block. */
export function isOfAttention(name: string): boolean {
  return /^blk\.\d+\.attn_/.test(name);
}

/** The tensor that stands for one of an absent MLP: zeros of the least length; undefined for its norm, which stays. */
export function findStandIn(tensor: StoredTensor): StoredTensor | undefined {
  const [, part] = /^blk\.\d+\.ffn_(gate|up|down)\.weight$/.exec(tensor.name) ?? [];
  if (part === undefined) return undefined;
  const [rows, columns] = [getAt(tensor.dims, 0), getAt(tensor.dims, 1)];
  const dims = part === 'down' ? [rows, STAND_IN] : [STAND_IN, columns];
  return { ...tensor, dims, type: 'F32', sizeBytes: getAt(dims, 0) * getAt(dims, 1) * Float32Array.BYTES_PER_ELEMENT };
}

/**
 * The metadata of a llama file as `deci`: the same keys under another name, with heads and feed-forward lengths for each kept block.
 * @param entries of the file with the kept blocks, as bytes
 */
export function toDeciMetadata(
  gguf: Gguf,
  entries: readonly Uint8Array[],
  { kept, absent }: { readonly kept: readonly number[]; readonly absent: AbsentSublayers },
): readonly Uint8Array[] {
  const count = (key: string): number => {
    const value = gguf.metadata.get(`${LLAMA}.${key}`)?.value;
    if (typeof value !== 'number') throw new Error(`${key} is no number`);
    return value;
  };
  const heads = count('attention.head_count');
  const keyHeads = gguf.metadata.has(`${LLAMA}.attention.head_count_kv`) ? count('attention.head_count_kv') : heads;
  const inner = count('feed_forward_length');
  const attends = (size: number) => kept.map((block) => (absent.attention.includes(block) ? 0 : size));
  const perBlock: Readonly<Record<string, readonly number[]>> = {
    'attention.head_count': attends(heads),
    'attention.head_count_kv': attends(keyHeads),
    feed_forward_length: kept.map((block) => (absent.mlp.includes(block) ? STAND_IN : inner)),
  };
  const places = [...kept.entries()].filter(([, block]) => absent.mlp.includes(block)).map(([place]) => place);
  const renamed = entries.flatMap((bytes) => renameEntry(bytes, Object.keys(perBlock)));
  return [
    ...renamed,
    ...Object.entries(perBlock).map(([key, values]) => encodeInts(`${DECI}.${key}`, values)),
    ...(places.length === 0 ? [] : [encodeInts(ABSENT_MLP_KEY, places)]),
  ];
}

/** One entry under its new name; none for a key that is stated per block instead. */
function renameEntry(bytes: Uint8Array, replaced: readonly string[]): readonly Uint8Array[] {
  const key = readEntryKey(bytes);
  const rest = bytes.subarray(8 + new TextEncoder().encode(key).byteLength);
  if (key === 'general.architecture') return [new GgufWriter().string(key).type('string').string(DECI).finish()];
  if (!key.startsWith(`${LLAMA}.`)) return [bytes];
  const name = key.slice(LLAMA.length + 1);
  return replaced.includes(name) ? [] : [new GgufWriter().string(`${DECI}.${name}`).raw(rest).finish()];
}

function encodeInts(key: string, values: readonly number[]): Uint8Array {
  const writer = new GgufWriter().string(key).type('array').type('int32').uint64(values.length);
  for (const value of values) writer.uint32(value);
  return writer.finish();
}
