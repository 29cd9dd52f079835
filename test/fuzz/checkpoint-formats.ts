import {
  buildCheckpoint,
  describeGguf,
  describeGgufTokenizer,
  describeSentencePieceFolder,
  findWeightType,
  type Gguf,
  type PlannedGguf,
  planGgufPruning,
  readGguf,
  readSafetensorsHeader,
  readSentencePiece,
} from '@lamina/checkpoints';
import { AppError } from '@lamina/errors';
import { createRandom, type Random } from '@lamina/metrics';
import { sourceFromBytes } from '@lamina/onnx';
import { BYTE_MUTATIONS, HOSTILE_INTEGERS, pick } from './mutate-bytes.ts';

/** One of the formats of checkpoints. */
export interface CheckpointFormat {
  /** Number of bytes at the start that are structure; weights follow. */
  readonly findStructureBytes: (bytes: Uint8Array) => number;
  /** Reads such a file completely, except its weights. Throws an error for an invalid file. */
  readonly read: (bytes: Uint8Array, random: Random) => void;
}

/** The outcome for one mutated file: `bug` means neither a model nor a refusal with a code. */
export type CheckpointOutcome =
  | { readonly status: 'valid' }
  | { readonly status: 'refused'; readonly stage: 'read'; readonly code: string; readonly message: string }
  | { readonly status: 'bug'; readonly stage: 'read'; readonly message: string };

const FORMATS: Readonly<Record<string, CheckpointFormat>> = {
  gguf: { findStructureBytes: (bytes) => openGguf(bytes).dataOffset, read: readWholeGguf },
  safetensors: {
    findStructureBytes: (bytes) => readSafetensorsHeader(sourceFromBytes(bytes), 'model.safetensors').dataOffset,
    read: (bytes) => void readSafetensorsHeader(sourceFromBytes(bytes), 'model.safetensors'),
  },
  model: {
    findStructureBytes: (bytes) => bytes.byteLength,
    read: (bytes) => void describeSentencePieceFolder(readSentencePiece(sourceFromBytes(bytes), 'tokenizer.model'), {}),
  },
};

/** The format of a file by its extension; undefined for ONNX. */
export function findCheckpointFormat(path: string): CheckpointFormat | undefined {
  return FORMATS[path.slice(path.lastIndexOf('.') + 1)];
}

const NAMES = [...Object.keys(BYTE_MUTATIONS), 'overwriteInteger'];

/** Mutation number `index` of a seed: kinds rotate; everything else depends on seed and index. */
export function mutateCheckpoint(
  bytes: Uint8Array,
  { structureBytes, seed, index }: { structureBytes: number; seed: number; index: number },
): { name: string; bytes: Uint8Array } {
  const name = NAMES[index % NAMES.length] ?? '';
  const random = createRandom(seed * 1_000_003 + index);
  const places = Array.from({ length: structureBytes }, (_, place) => place);
  return { name, bytes: BYTE_MUTATIONS[name]?.(bytes, random, places) ?? overwriteInteger(bytes, random, structureBytes) };
}

/** Sets an integer of 32 or 64 bits: a count, a length, an offset or a type. */
function overwriteInteger(bytes: Uint8Array, random: Random, structureBytes: number): Uint8Array {
  const copy = Buffer.from(bytes);
  const place = random.randomBelow(Math.max(1, structureBytes - 8));
  const value = pick(HOSTILE_INTEGERS, random);
  if (random.random() < 0.5) copy.writeBigInt64LE(BigInt.asIntN(64, value), place);
  else copy.writeInt32LE(Number(BigInt.asIntN(32, value)), place);
  return copy;
}

export function tryCheckpoint(format: CheckpointFormat, bytes: Uint8Array, seed: number): CheckpointOutcome {
  try {
    format.read(bytes, createRandom(seed));
    return { status: 'valid' };
  } catch (error) {
    if (error instanceof AppError) return { status: 'refused', stage: 'read', code: error.code, message: error.message };
    return { status: 'bug', stage: 'read', message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

function openGguf(bytes: Uint8Array): Gguf {
  return readGguf([{ file: 'model.gguf', source: sourceFromBytes(bytes) }]);
}

/** Reads header, tokenizer and description, builds the graph, removes a block and reads the written file. */
function readWholeGguf(bytes: Uint8Array, random: Random): void {
  const gguf = openGguf(bytes);
  describeGgufTokenizer(gguf);
  const checkpoint = describeGguf(gguf);
  const tensors = new Map(
    [...checkpoint.tensors].map(([name, tensor]) => [
      name,
      findWeightType(tensor.type) !== undefined ? { ...tensor, type: 'F32' as const } : tensor,
    ]),
  );
  const { decoder } = buildCheckpoint({ ...checkpoint, tensors });
  const removed = random.randomBelow(decoder.blocks.length);
  const kept = decoder.blocks.map((_, block) => block).filter((block) => block !== removed);
  if (kept.length === 0) return;
  const written = openGguf(encode(bytes, planGgufPruning(gguf, { kept, silenced: [] })));
  const config = describeGguf(written).config;
  if (config.num_hidden_layers !== kept.length)
    throw new Error(`${kept.length} blocks were kept, and ${String(config.num_hidden_layers)} are read`);
}

function encode(source: Uint8Array, { header, tensors, sizeBytes }: PlannedGguf): Uint8Array {
  const bytes = new Uint8Array(sizeBytes);
  bytes.set(header);
  for (const { source: tensor, at } of tensors) bytes.set(source.subarray(tensor.offset, tensor.offset + tensor.sizeBytes), at);
  return bytes;
}
