import { getAt } from '@lamina/errors';
import type { Attention, Decoder, DecoderBlock, Mlp, Norm } from '../architectures/decoder.ts';
import { leaveOutSublayers } from '../architectures/leave-out-sublayers.ts';
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

const DECI = 'deci';
/** A feed-forward length of 0 makes llama.cpp skip the sum after the attention too: an MLP of this length and zero weights adds nothing and costs little. */
const STAND_IN = 32;
const FITTING = /^blk\.\d+\.(attn_(norm\.weight|(q|k|v|output)\.(weight|bias))|ffn_(norm\.weight|(gate|up|down)\.(weight|bias)))$/;

/**
 * Why attentions and MLPs cannot leave a GGUF file for real, as a clause; null if they can. The model must compute what llama.cpp's architecture
 * `deci` does (made for Nemotron-NAS; llama.cpp src/models/deci.cpp): `llama` with sizes per block.
 */
export function findDeciObstacle({ gguf, decoder }: { readonly gguf: Pick<Gguf, 'tensors'>; readonly decoder: Decoder }): string | null {
  for (const block of decoder.blocks) {
    const obstacle = findBlockObstacle(block);
    if (obstacle !== null) return obstacle;
  }
  const { embedding, head, finalNorm } = decoder;
  const isPlain =
    embedding.scale === 1 &&
    [embedding.positions, embedding.projection, embedding.norm, head.projection, head.bias, head.softcap].every((part) => part === null) &&
    embedding.perLayer === undefined &&
    head.scale === 1 &&
    !head.isNormalized;
  if (!isPlain) return 'embeddings or logits are more than products with a matrix';
  if (!isPlainNorm(finalNorm)) return OTHER_NORMS;
  const other = [...gguf.tensors.keys()].find((name) => name.startsWith('blk.') && !FITTING.test(name));
  return other === undefined ? null : `the file has the tensor ${other}`;
}

const OTHER_NORMS = 'norms are not RMS norms before each sublayer';

function findBlockObstacle(block: DecoderBlock): string | null {
  const { mixer, mlp, residual, factors, residualScale, perLayer, streamScale } = block;
  if (mixer?.kind !== 'attention' || mlp === null) return 'not every block has an attention and an MLP';
  const isAdded = residual === 'sequential' && factors === null && residualScale === 1 && perLayer === null && streamScale === null;
  if (!isAdded) return 'blocks do not add an attention and then an MLP to the stream as they are';
  const hasOwnNorms = isPlainNorm(block.mixerNorm) && isPlainNorm(block.mlpNorm);
  const hasOthers = block.mixerOutputNorm !== null || block.mlpOutputNorm !== null;
  return findAttentionObstacle(mixer) ?? findMlpObstacle(mlp) ?? (hasOwnNorms && !hasOthers ? null : OTHER_NORMS);
}

function findAttentionObstacle(attention: Attention): string | null {
  const { headSize, rotary, scale, valueScale, valueSize, window, projection, queryNorm, keyNorm, valueNorm, mixedNorm } = attention;
  if ([queryNorm, keyNorm, valueNorm, mixedNorm].some((norm) => norm !== null)) return 'queries, keys or values have norms';
  if (window !== null) return 'attention reads a window of keys';
  const { softcap, positionBias, sinks, clip, gate, queryGrowth } = attention;
  const isSoftmax = [softcap, positionBias, sinks, clip, gate, queryGrowth].every((part) => part === null);
  const isScaled = Math.abs(scale * Math.sqrt(headSize) - 1) < 1e-6;
  if (!isSoftmax || !isScaled || valueScale !== 1 || valueSize !== headSize) return 'attention is not a plain softmax over all keys';
  if (rotary?.size !== headSize) return 'heads are not rotated as a whole';
  return projection.kind === 'separate' ? null : 'queries, keys and values are not three matrices';
}

function findMlpObstacle(mlp: Mlp): string | null {
  if (mlp.kind === 'experts' || mlp.kind === 'sum') return 'MLPs have experts';
  const isPlain =
    mlp.kind === 'gated' &&
    mlp.activation === 'silu' &&
    mlp.innerNorm === undefined &&
    (mlp.clampedSwiglu ?? null) === null &&
    (mlp.gateScale ?? 1) === 1 &&
    (mlp.outputScale ?? 1) === 1;
  return isPlain ? null : 'MLPs are not down(silu(gate) · up) of three matrices';
}

function isPlainNorm(norm: Norm | null): boolean {
  return norm?.kind === 'rms' && norm.weight !== null && norm.bias === null && !norm.addsOne;
}

/** The computation of a `deci` file: some sublayers are left out, and neighbouring dimensions of heads are rotated together. */
export function toDeciDecoder(decoder: Decoder, absent: AbsentSublayers): Decoder {
  const left = leaveOutSublayers(decoder, absent);
  const blocks = left.blocks.map((block) => {
    const { mixer } = block;
    if (mixer?.kind !== 'attention' || mixer.rotary === null) return block;
    return { ...block, mixer: { ...mixer, rotary: { ...mixer.rotary, isInterleaved: true } } };
  });
  return { ...left, blocks };
}

/**
 * Rows of a head whose halves are rotated together, which `deci` does not do; null if neighbours are.
 * @param decoder one without obstacles (findDeciObstacle)
 */
export function findRowsToPair({ blocks }: Decoder): number | null {
  const { mixer } = getAt(blocks, 0);
  if (mixer?.kind !== 'attention' || mixer.rotary === null) throw new Error('a block without a rotated attention');
  return mixer.rotary.isInterleaved ? null : mixer.headSize;
}

/** True if the rows of a tensor belong to dimensions that are rotated. */
export function hasRotatedRows(name: string): boolean {
  return /^blk\.\d+\.attn_[qk]\./.test(name);
}

/** True if a tensor is left out with the attention of its block. */
export function isOfAttention(name: string): boolean {
  return /^blk\.\d+\.attn_/.test(name);
}

/** The tensor that stands for one of an absent MLP: zeros of the least length; undefined for its norm, which stays. */
export function findStandIn(tensor: StoredTensor): StoredTensor | undefined {
  const [, part] = /^blk\.\d+\.ffn_(gate|up|down)\./.exec(tensor.name) ?? [];
  if (part === undefined) return undefined;
  // The last matrix reads what the others write; its bias has a value for each row.
  const dims = tensor.dims.map((extent, axis) => (axis === (part === 'down' ? 1 : 0) ? STAND_IN : extent));
  const sizeBytes = dims.reduce((product, extent) => product * extent, Float32Array.BYTES_PER_ELEMENT);
  return { ...tensor, dims, type: 'F32', sizeBytes };
}

/**
 * The metadata of a file as `deci`: the same keys under another name, with heads and feed-forward lengths for each kept block.
 * @param entries of the file with the kept blocks, as bytes
 */
export function toDeciMetadata(
  gguf: Gguf,
  entries: readonly Uint8Array[],
  { kept, absent }: { readonly kept: readonly number[]; readonly absent: AbsentSublayers },
): readonly Uint8Array[] {
  const architecture = gguf.metadata.get('general.architecture')?.value;
  const count = (key: string): number => {
    const value = gguf.metadata.get(`${architecture}.${key}`)?.value;
    if (typeof value !== 'number') throw new Error(`${key} is no number`);
    return value;
  };
  const heads = count('attention.head_count');
  const keyHeads = gguf.metadata.has(`${architecture}.attention.head_count_kv`) ? count('attention.head_count_kv') : heads;
  const inner = count('feed_forward_length');
  const attends = (size: number) => kept.map((block) => (absent.attention.includes(block) ? 0 : size));
  const perBlock: Readonly<Record<string, readonly number[]>> = {
    'attention.head_count': attends(heads),
    'attention.head_count_kv': attends(keyHeads),
    feed_forward_length: kept.map((block) => (absent.mlp.includes(block) ? STAND_IN : inner)),
  };
  const places = [...kept.entries()].filter(([, block]) => absent.mlp.includes(block)).map(([place]) => place);
  const renamed = entries.flatMap((bytes) => renameEntry(bytes, `${architecture}.`, Object.keys(perBlock)));
  return [
    ...renamed,
    ...Object.entries(perBlock).map(([key, values]) => encodeInts(`${DECI}.${key}`, values)),
    ...(places.length === 0 ? [] : [encodeInts(ABSENT_MLP_KEY, places)]),
  ];
}

/** One entry under its new name; none for a key that is stated per block instead. */
function renameEntry(bytes: Uint8Array, prefix: string, replaced: readonly string[]): readonly Uint8Array[] {
  const key = readEntryKey(bytes);
  const rest = bytes.subarray(8 + new TextEncoder().encode(key).byteLength);
  if (key === 'general.architecture') return [new GgufWriter().string(key).type('string').string(DECI).finish()];
  if (!key.startsWith(prefix)) return [bytes];
  const name = key.slice(prefix.length);
  return replaced.includes(name) ? [] : [new GgufWriter().string(`${DECI}.${name}`).raw(rest).finish()];
}

function encodeInts(key: string, values: readonly number[]): Uint8Array {
  const writer = new GgufWriter().string(key).type('array').type('int32').uint64(values.length);
  for (const value of values) writer.uint32(value);
  return writer.finish();
}
